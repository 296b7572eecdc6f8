"""Every list of both surfaces, each with a way to add a row to it."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.test import Client
from django.utils import timezone

from api.ids import new_id
from credits.models import Plan
from errors_docs.surfaces import PARTNER, WORKSPACE, Surface
from imaging.agents import create_agent
from imaging.models import Report, Study
from partners.models import Account, ApiKey, LoggedRequest
from tests.factories import bearer, enable_plan, give_credits, make_customer, make_plan, make_seller
from tests.generation.workspace import Shop, make_shop
from tests.imaging.clinic import Clinic
from tests.webhooks.sending import listen
from webhooks.deliveries import send_test
from webhooks.endpoints import Owner

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Listed:
    """A list as its owner reads it. ``add`` makes one row more and returns what ``named`` is of it in the answer."""

    surface: Surface
    path: str
    rows: str
    named: str
    key: str
    #: The account whose list it is.
    account: Account
    add: Callable[[], str]

    def get(self, key: str = "", **query: Any) -> Any:
        """The answer to a GET, with the owner's key or another."""
        at = self.surface.base_path + self.path
        return Client().get(at, query, headers=bearer(key or self.key))

    def read(self, **query: Any) -> tuple[list[str], dict[str, Any]]:
        """The names of the rows of a part of it, and its pagination."""
        answer = self.get(**query)
        assert answer.status_code == 200, answer.content
        data = answer.json()["data"]
        return [row[self.named] for row in data[self.rows]], data["pagination"]

    def walk(self, **query: Any) -> list[list[str]]:
        """The names of the rows of each part, read on by cursor until there is none."""
        parts = []
        while True:
            names, pagination = self.read(**query)
            parts.append(names)
            if pagination["nextCursor"] is None:
                return parts
            query = {**query, "cursor": pagination["nextCursor"]}
            query.pop("page", None)


#: Lists that are read oldest first, or in an order of their own: what is added is at the end.
ASCENDING: Final = ("/plans",)


def customers() -> Listed:
    seller = make_seller(requests_per_minute=10_000)
    return Listed(
        PARTNER,
        "/customers",
        "customers",
        "id",
        seller.key,
        seller.account,
        lambda: str(make_customer(seller).public_id),
    )


def history() -> Listed:
    seller = make_seller(balance=0, requests_per_minute=10_000)

    def add() -> str:
        give_credits(seller.account, 1_00)
        return str(seller.entries()[-1].reference)

    return Listed(PARTNER, "/account/credits/history", "entries", "reference", seller.key, seller.account, add)


def plans() -> Listed:
    seller = make_seller(requests_per_minute=10_000)
    Plan.objects.update(is_active=False)

    def add() -> str:
        plan = make_plan(f"plan-of-a-list-{next(_numbers):06}")
        enable_plan(seller.account, plan)
        return str(plan.slug)

    return Listed(PARTNER, "/plans", "plans", "id", seller.key, seller.account, add)


def webhooks() -> Listed:
    seller = make_seller(requests_per_minute=10_000)

    def add() -> str:
        return str(listen(seller.account, "https://hooks.example.com/").endpoint.public_id)

    return Listed(PARTNER, "/webhooks", "webhooks", "id", seller.key, seller.account, add)


def deliveries() -> Listed:
    seller = make_seller(requests_per_minute=10_000)
    owner, endpoint = Owner(seller.account.pk, "live"), listen(seller.account, "https://hooks.example.com/").endpoint
    return Listed(
        PARTNER,
        f"/webhooks/{endpoint.public_id}/deliveries",
        "deliveries",
        "id",
        seller.key,
        seller.account,
        lambda: str(send_test(owner=owner, endpoint_id=endpoint.public_id).public_id),
    )


def studies(clinic: Clinic) -> Listed:
    def add() -> str:
        return _study(clinic).uid

    return Listed(
        PARTNER, clinic.studies(), "studies", "studyInstanceUid", clinic.seller.key, clinic.seller.account, add
    )


def reports(clinic: Clinic) -> Listed:
    study = _study(clinic)

    def add() -> str:
        facts = {"title": "Findings", "report_type": "lab", "file_type": "txt", "size": 1, "sha256": b""}
        file = f"reports/{next(_numbers)}"
        return str(Report.objects.create(customer=clinic.customer, study=study, file=file, **facts).public_id)

    path = f"{clinic.studies()}/{study.uid}/reports"
    return Listed(PARTNER, path, "reports", "reportId", clinic.seller.key, clinic.seller.account, add)


def agents(clinic: Clinic) -> Listed:
    clinic.customer.agents.update(revoked_at=timezone.now())

    def add() -> str:
        return str(create_agent(customer=clinic.customer, name="CT").agent.public_id)

    return Listed(PARTNER, f"{clinic.path}/agents", "agents", "id", clinic.seller.key, clinic.seller.account, add)


def generations() -> Listed:
    shop: Shop = make_shop(plan="pro", credits=10_000_00)

    def add() -> str:
        return str(shop.generate().json()["meta"]["generationId"])

    return Listed(WORKSPACE, "/mcp/generations", "generations", "id", shop.key, shop.account, add)


def logged(account: Account, surface: Surface, **fields: Any) -> LoggedRequest:
    """A row of the request log, as if a request had been answered just now."""
    facts = {
        "request_id": new_id("req"),
        "key": ApiKey.objects.filter(account=account).first(),
        "mode": "live",
        "surface": surface.name,
        "method": "GET",
        "route": f"{surface.base_path.lstrip('/')}/account",
        "status": 200,
        "duration_ms": 1.5,
        "created_at": timezone.now(),
    }
    return LoggedRequest.objects.create(account=account, **{**facts, **fields})


def requests() -> Listed:
    seller = make_seller(requests_per_minute=10_000)
    add = partial(logged, seller.account, PARTNER)
    return Listed(PARTNER, "/requests", "requests", "id", seller.key, seller.account, lambda: add().request_id)


def workspace_requests() -> Listed:
    shop = make_shop()
    add = partial(logged, shop.account, WORKSPACE)
    return Listed(WORKSPACE, "/requests", "requests", "id", shop.key, shop.account, lambda: add().request_id)


def _study(clinic: Clinic) -> Study:
    return Study.objects.create(customer=clinic.customer, uid=f"1.2.3.{next(_numbers)}", indexed_at=timezone.now())


#: By the path in the document: those that need nothing, and those of a clinic.
PLAIN: Final[dict[tuple[str, str], Callable[[], Listed]]] = {
    ("partner", "/customers"): customers,
    ("partner", "/account/credits/history"): history,
    ("partner", "/plans"): plans,
    ("partner", "/webhooks"): webhooks,
    ("partner", "/webhooks/{webhookId}/deliveries"): deliveries,
    ("partner", "/requests"): requests,
    ("workspace", "/mcp/generations"): generations,
    ("workspace", "/requests"): workspace_requests,
}
OF_A_CLINIC: Final[dict[tuple[str, str], Callable[[Clinic], Listed]]] = {
    ("partner", "/customers/{customerId}/dicom-studies"): studies,
    ("partner", "/customers/{customerId}/dicom-studies/{studyInstanceUid}/reports"): reports,
    ("partner", "/customers/{customerId}/agents"): agents,
}
#: Nobody adds to it: tests/api/test_errors_endpoint.py reads it.
FIXED: Final[Sequence[tuple[str, str]]] = (("partner", "/errors"),)
EVERY: Final = [*PLAIN, *OF_A_CLINIC]
