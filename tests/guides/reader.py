"""Whoever tries the samples: a partner or a workspace with test credits, and what the samples name already there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import requests

from api.openapi.endpoints import endpoints
from credits.defaults import load_plans
from credits.models import Plan
from customers.models import Customer
from errors_docs.surfaces import PARTNER, WORKSPACE, Surface
from partners.models import LoggedRequest
from partners.modes import TEST
from tests.factories import Seller, enable_plan, give_credits, make_key, make_partner, make_workspace, price_add_ons
from tests.guides.samples import example_of
from tests.imaging.clinic import Clinic, make_study
from tests.imaging.documents import pdf
from tests.server.running import Running
from tests.waiting import eventually

CUSTOMER: Final = {"email": "grace@example.com", "name": "Grace Example", "planId": "starter"}
IDEA: Final = {"idea": "A booking system for small physiotherapy practices"}
ENDPOINT: Final = {"url": "https://hooks.example.com/tollgate"}
REPORT: Final = {"title": "Findings", "reportType": "lab"}


@dataclass
class Reader:
    """``placed``: what stands in the samples, and what the reader puts in its place."""

    surface: Surface
    address: str
    key: str
    seller: Seller | None = None
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def placed(self) -> dict[str, str]:
        """The reader's own server, key and ids."""
        shown = "pms_test_YOUR_KEY" if self.surface is WORKSPACE else "sk_test_YOUR_KEY"
        return {
            "http://localhost:8000": self.address,
            shown: self.key,
            **{example_of(name): made for name, made in self.ids.items()},
        }

    def need(self, text: str) -> None:
        """Makes what the text names by its documented example and isn't there yet."""
        for name in _MAKERS:
            if example_of(name) in text and f"{{{name}}}" in self.paths:
                self.id_of(name)

    @property
    def paths(self) -> str:
        """The paths of the surface; an example that is in a text may be another surface's."""
        return " ".join(endpoint.path for endpoint in endpoints(self.surface))

    def id_of(self, name: str) -> str:
        """The id of a thing, which is made when it is first asked for."""
        if name not in self.ids:
            self.ids[name] = _MAKERS[name](self)
        return self.ids[name]

    def post(self, path: str, **sent: Any) -> requests.Response:
        """A call that succeeds."""
        headers = {"Authorization": f"Bearer {self.key}"}
        answer = requests.post(f"{self.address}{self.surface.base_path}{path}", headers=headers, timeout=30, **sent)
        assert answer.ok, answer.text
        return answer

    def made(self, path: str, **sent: Any) -> Any:
        """``data`` of a call that makes something."""
        return self.post(path, **sent).json()["data"]


def make_reader(server: Running, surface: Surface) -> Reader:
    """Somebody new on this surface."""
    address = f"http://127.0.0.1:{server.port}"
    return _partner(address) if surface is PARTNER else _workspace(address)


def _workspace(address: str) -> Reader:
    account = make_workspace(plan="starter")
    give_credits(account, 1000_00, TEST)
    return Reader(WORKSPACE, address, make_key(account, TEST))


def _partner(address: str) -> Reader:
    """In the gold tier's terms, with retail prices for everything, and one customer already."""
    load_plans()
    account = make_partner(discount_percent=Decimal(35))
    give_credits(account, 10_000_00, TEST)
    for plan in Plan.objects.all():
        enable_plan(account, plan)
    price_add_ons(account)
    key = make_key(account, TEST)
    reader = Reader(PARTNER, address, key, Seller(account, Plan.objects.get(slug="starter"), key))
    reader.id_of("customerId")
    return reader


def _customer(reader: Reader) -> str:
    return str(reader.made("/customers", json=CUSTOMER)["id"])


def _request(reader: Reader) -> str:
    """One that is in the log, which is written a moment after the answer."""
    path, body = ("/mcp/credits", {}) if reader.surface is WORKSPACE else ("/customers/quote", {"planId": "starter"})
    request_id = reader.post(path, json=body).headers["X-Request-Id"]
    eventually(lambda: LoggedRequest.objects.filter(request_id=request_id).exists())
    return request_id


def _study(reader: Reader) -> str:
    assert reader.seller is not None
    customer = Customer.objects.get(public_id=reader.id_of("customerId"))
    return make_study(Clinic(reader.seller, customer, token="")).uid


def _report(reader: Reader) -> str:
    path = f"/customers/{reader.id_of('customerId')}/dicom-studies/{reader.id_of('studyInstanceUid')}/reports"
    return str(reader.made(path, data=REPORT, files={"file": ("report.pdf", pdf())})["reportId"])


def _agent(reader: Reader) -> str:
    return str(reader.made(f"/customers/{reader.id_of('customerId')}/agents", json={"name": "PACS"})["id"])


def _webhook(reader: Reader) -> str:
    return str(reader.made("/webhooks", json=ENDPOINT)["id"])


def _delivery(reader: Reader) -> str:
    return str(reader.made(f"/webhooks/{reader.id_of('webhookId')}/test")["id"])


def _generation(reader: Reader) -> str:
    return str(reader.post("/mcp/generate/research", json=IDEA).json()["meta"]["generationId"])


#: By the variable of the path that names the thing.
_MAKERS: Final[Mapping[str, Callable[[Reader], str]]] = {
    "customerId": _customer,
    "requestId": _request,
    "studyInstanceUid": _study,
    "reportId": _report,
    "agentId": _agent,
    "webhookId": _webhook,
    "deliveryId": _delivery,
    "generationId": _generation,
}
