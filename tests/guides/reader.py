"""Whoever tries the samples: a partner with test credits, everything priced, and one customer already."""

import json
from dataclasses import dataclass
from decimal import Decimal

from credits.defaults import load_plans
from credits.models import Plan
from errors_docs.surfaces import PARTNER, Surface
from partners.modes import TEST
from tests.factories import enable_plan, give_credits, make_key, make_partner, make_workspace, price_add_ons
from tests.guides.samples import example_of
from tests.server.running import Running

CUSTOMER = {"email": "grace@example.com", "name": "Grace Example", "planId": "starter"}


@dataclass(frozen=True)
class Reader:
    """What stands in the samples, and what the reader puts in its place."""

    placed: dict[str, str]


def make_reader(server: Running, surface: Surface) -> Reader:
    """Somebody new on this surface."""
    return _partner(server) if surface is PARTNER else _workspace(server)


def _workspace(server: Running) -> Reader:
    """With credits in test mode, as a reader has after signing up."""
    account = make_workspace()
    give_credits(account, 1000_00, TEST)
    return Reader({**_address(server), "pms_test_YOUR_KEY": make_key(account, TEST)})


def _address(server: Running) -> dict[str, str]:
    return {"http://localhost:8000": f"http://127.0.0.1:{server.port}"}


def _partner(server: Running) -> Reader:
    """In the gold tier's terms, with a customer that was ordered as any other is."""
    load_plans()
    account = make_partner(discount_percent=Decimal(35))
    give_credits(account, 10_000_00, TEST)
    for plan in Plan.objects.all():
        enable_plan(account, plan)
    price_add_ons(account)
    key = make_key(account, TEST)
    return Reader(
        {
            **_address(server),
            "sk_test_YOUR_KEY": key,
            example_of("customerId"): _customer(server, key),
        }
    )


def _customer(server: Running, key: str) -> str:
    sent = json.dumps(CUSTOMER).encode()
    made = server.call(
        "/api/partner/v1/customers", "POST", sent, Authorization=f"Bearer {key}", Content_Type="application/json"
    )
    assert made.status == 201, made.body
    return str(made.json["data"]["id"])
