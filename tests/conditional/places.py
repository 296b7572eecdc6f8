"""Something to be read at each GET of both surfaces: a partner with one of everything, a workspace at work."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.test import Client

from api.openapi.endpoints import endpoints
from customers.models import Subscription
from errors_docs.surfaces import PARTNER, WORKSPACE, Surface
from imaging.models import Agent
from partners import request_log
from tests.calls import Api
from tests.factories import bearer, enable_plan
from tests.generation.workspace import make_shop as make_workspace_shop
from tests.imaging.clinic import Clinic, make_study
from tests.imaging.test_reports import attach

WEBHOOK: Final = {"url": "https://hooks.example.com/tollgate"}


@dataclass(frozen=True)
class Place:
    """A surface's base path, a key, and an id of one's own for each variable of a path."""

    surface: Surface
    key: str
    names: Mapping[str, str]

    def filled(self, path: str) -> str:
        """A path as OpenAPI has it, with the ids in place of its variables."""
        for name, value in self.names.items():
            path = path.replace(f"{{{name}}}", value)
        assert "{" not in path, path
        return path

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The answer to a request. A header's underscores stand for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        at = self.surface.base_path + self.filled(path)
        content = {} if body is None else {"data": body, "content_type": "application/json"}
        send = getattr(Client(), method.lower())
        return send(at, headers={**bearer(self.key), **named}, **content)


def paths_that_are_read(surface: Surface) -> list[str]:
    """The path of each GET, as OpenAPI has it."""
    return [found.path for found in endpoints(surface) if found.method == "GET"]


def place_of(surface: Surface, clinic: Clinic) -> Place:
    """Where everything of a surface can be read."""
    return _of_workspace() if surface is WORKSPACE else _of_partner(clinic)


def _of_workspace() -> Place:
    shop = make_workspace_shop()
    made = shop.generate().json()["meta"]
    request_log.flush()
    return Place(WORKSPACE, shop.key, {"generationId": made["generationId"], "requestId": made["requestId"]})


def _of_partner(clinic: Clinic) -> Place:
    api = Api(clinic.seller.key)
    enable_plan(clinic.seller.account, clinic.customer.subscription.plan)
    # It was made past the API: there is no charge that could be refunded.
    Subscription.objects.filter(customer=clinic.customer).update(is_paid=False)
    study = make_study(clinic)
    webhook = api.post("/webhooks", WEBHOOK).json()["data"]["id"]
    delivery = api.post(f"/webhooks/{webhook}/test")
    request_log.flush()
    names = {
        "customerId": clinic.customer.public_id,
        "planId": clinic.customer.subscription.plan.slug,
        "studyInstanceUid": study.uid,
        "reportId": attach(clinic, study.uid).json()["data"]["reportId"],
        "agentId": Agent.objects.get(customer=clinic.customer).public_id,
        "webhookId": webhook,
        "deliveryId": delivery.json()["data"]["id"],
        "requestId": delivery.headers["X-Request-Id"],
        "code": "INVALID_PLAN",
    }
    return Place(PARTNER, clinic.seller.key, names)
