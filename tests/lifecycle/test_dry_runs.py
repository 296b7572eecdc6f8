"""?dryRun=true on all that moves credits, and the quote: the numbers of the real call, and nothing written."""

from typing import Any

import pytest

from tests.calls import BASE, Api
from tests.factories import make_key
from tests.lifecycle.books import everything
from tests.lifecycle.clock import Clock
from tests.lifecycle.shop import BALANCE, make_shop, path_of
from tests.state import nothing_moves

pytestmark = pytest.mark.django_db

CHANGES: list[dict[str, Any]] = [
    {"seats": 9},
    {"planId": "year"},
    {"planId": "small", "addOns": {"extraServers": 2}, "name": "Ada", "email": "new@example.com"},
    {"aiLensMedical": True},
    {"phone": "1"},
]


@pytest.mark.parametrize("fields", CHANGES, ids=str)
@pytest.mark.parametrize("idempotent", [False, True], ids=["without a key", "with an idempotency key"])
def test_a_dry_change_answers_what_the_change_will_and_writes_nothing(
    clock: Clock, fields: dict[str, Any], idempotent: bool
) -> None:
    shop = make_shop()
    shop.plan("year", 1000_00, period="year")
    shop.plan("small", 40_01)
    customer = shop.create()
    clock.move(days=11, seconds=1234)
    before = everything()
    headers = {"Idempotency-Key": "dry"} if idempotent else None
    dry = shop.api.patch(f"{path_of(customer)}?dryRun=true", fields, headers=headers)
    assert dry.status_code == 200
    assert everything() == before
    assert dry.json()["data"] == {**shop.change(customer, **fields), "dryRun": True}


def test_a_dry_deletion_answers_what_the_deletion_will_and_writes_nothing(clock: Clock) -> None:
    shop = make_shop()
    customer = shop.create(seats=3)
    clock.move(days=11, seconds=1234)
    before = everything()
    dry = shop.api.delete(f"{path_of(customer)}?dryRun=true")
    assert dry.status_code == 200
    assert everything() == before
    data = dry.json()["data"]
    assert (data["status"], data["refund"], data["periodCost"]) == ("deleted", 189.86, 300)
    assert data == {**shop.delete(customer), "dryRun": True}


#: Orders, and whether the first period is charged.
CREATIONS: list[dict[str, Any]] = [
    {},
    {"seats": 3, "addOns": {"extraServers": 2}, "aiLensMedical": True},
    {"trialDays": 14},
    {"name": "Ada", "companyName": "Example", "phone": "1", "language": "de", "accountFocusMode": "medical"},
]
#: What only a customer that is there has.
OWN = {"id", "organizationId", "createdAt"}


@pytest.mark.parametrize("fields", CREATIONS, ids=str)
def test_a_dry_creation_answers_what_the_creation_will_and_writes_nothing(clock: Clock, fields: dict[str, Any]) -> None:
    shop = make_shop(discount_percent=35)
    body = {"email": "one@example.com", "planId": shop.seller.plan.slug, **fields}
    with nothing_moves():
        dry = shop.api.post("/customers?dryRun=true", body, headers={"Idempotency-Key": "dry"})
    assert dry.status_code == 200
    created = shop.api.post("/customers", body, headers={"Idempotency-Key": "dry"})
    assert (created.status_code, created.json()["data"]["dryRun"]) == (201, False)
    shared = {name: value for name, value in created.json()["data"].items() if name not in OWN}
    assert dry.json()["data"] == {**shared, "dryRun": True}


def test_a_dry_creation_is_refused_as_the_real_one_would_be(clock: Clock) -> None:
    shop = make_shop(balance=150_00)
    shop.create()
    body = {"email": "two@example.com", "planId": shop.seller.plan.slug}
    for fields, expected in (
        ({"seats": 3}, "INSUFFICIENT_CREDITS"),
        ({"planId": "none"}, "INVALID_PLAN"),
        ({"email": "ONE@example.com"}, "CUSTOMER_EXISTS"),
        ({"seats": 0}, "VALIDATION_FAILED"),
    ):
        with nothing_moves():
            dry = shop.api.post("/customers?dryRun=true", {**body, **fields})
            real = shop.api.post("/customers", {**body, **fields})
        assert dry.json()["error"]["code"] == real.json()["error"]["code"] == expected
        assert dry.json()["error"].get("details") == real.json()["error"].get("details")


def test_a_dry_suspension_answers_the_state_that_it_would_have_and_changes_nothing(clock: Clock) -> None:
    shop = make_shop()
    customer = shop.create()
    with nothing_moves():
        dry = shop.api.post(f"{path_of(customer)}/suspend?dryRun=true").json()["data"]
    assert (dry["customer"]["status"], dry["creditsCharged"], dry["balanceAfter"]) == ("suspended", 0, None)
    assert dry == {**shop.post(customer, "suspend"), "dryRun": True}


@pytest.mark.parametrize(("days", "charged"), [(3, 0), (40, 300)])
def test_a_dry_reactivation_answers_what_would_be_charged_and_charges_nothing(
    clock: Clock, days: int, charged: int
) -> None:
    shop = make_shop()
    customer = shop.create(seats=3)
    shop.post(customer, "suspend")
    clock.move(days=days)
    with nothing_moves():
        dry = shop.api.post(f"{path_of(customer)}/reactivate?dryRun=true").json()["data"]
    assert (dry["customer"]["status"], dry["creditsCharged"]) == ("active", charged)
    assert dry == {**shop.post(customer, "reactivate"), "dryRun": True}


def test_a_dry_reactivation_that_could_not_be_paid_is_refused_as_the_real_one_is(clock: Clock) -> None:
    shop = make_shop(balance=100_00)
    customer = shop.create()
    shop.post(customer, "suspend")
    clock.move(days=40)
    with nothing_moves():
        dry = shop.api.post(f"{path_of(customer)}/reactivate?dryRun=true")
        real = shop.api.post(f"{path_of(customer)}/reactivate")
    assert dry.json()["error"]["code"] == real.json()["error"]["code"] == "INSUFFICIENT_CREDITS"
    assert dry.json()["error"]["details"] == real.json()["error"]["details"]


def test_dry_runs_use_up_nothing_of_the_keys_cap_whatever_they_try(clock: Clock) -> None:
    shop = make_shop()
    capped = Api(make_key(shop.seller.account, monthly_cap=100_00))
    body = {"email": "one@example.com", "planId": shop.seller.plan.slug, "sendWelcomeEmail": False}
    for _ in range(3):
        assert capped.post("/customers?dryRun=true", body).status_code == 200
    assert capped.post("/customers", body).status_code == 201


def test_a_dry_run_in_the_body_is_told_where_it_belongs_and_nothing_is_done() -> None:
    shop = make_shop()
    customer = shop.create()
    told = [{"field": "dryRun", "message": "This belongs in the query string: ?dryRun=…", "code": "unknown_field"}]
    for method, act in (("DELETE", ""), ("POST", "/suspend"), ("POST", "/reactivate")):
        with nothing_moves():
            refused = shop.api.client.generic(
                method, BASE + path_of(customer) + act, b'{"dryRun": true}', content_type="application/json"
            )
        assert (refused.status_code, refused.json()["error"]["details"]) == (400, told)


def test_a_dry_run_that_is_denied_is_a_real_one(clock: Clock) -> None:
    shop = make_shop()
    customer = shop.create()
    changed = shop.api.patch(f"{path_of(customer)}?dryRun=false", {"seats": 2})
    assert (changed.json()["data"]["dryRun"], shop.balance) == (False, BALANCE - 200_00)


@pytest.mark.parametrize(
    "query",
    [
        "dryRun=maybe",
        "dryRun=1",
        "dryRun=0",
        "dryRun=True",
        "dryRun=yes",
        "dryRun=",
        "dryRun",
        "dryrun=true",
        "dry_run=true",
        "dryRun=true&x=1",
        "dryRun=true&dryRun=false",
        "dryRun=true&dryRun=true",
    ],
)
@pytest.mark.parametrize("method", ["patch", "delete"])
def test_a_query_that_is_misspelt_changes_nothing(method: str, query: str) -> None:
    shop = make_shop()
    customer = shop.create()
    before = everything()
    body = ({"seats": 2},) if method == "patch" else ()
    refused = getattr(shop.api, method)(f"{path_of(customer)}?{query}", *body)
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "VALIDATION_FAILED")
    assert everything() == before


def test_a_dry_run_is_refused_as_the_real_call_would_be(clock: Clock) -> None:
    shop = make_shop(balance=150_00)
    capped = Api(make_key(shop.seller.account, monthly_cap=10_00))
    customer = shop.create()
    before = everything()
    dry = f"{path_of(customer)}?dryRun=true"
    for api, fields, expected in (
        (shop.api, {"seats": 3}, "INSUFFICIENT_CREDITS"),
        (shop.api, {"planId": "none"}, "INVALID_PLAN"),
        (capped, {"seats": 2}, "KEY_CAP_REACHED"),
    ):
        refused = api.patch(dry, fields)
        real = api.patch(path_of(customer), fields)
        assert refused.json()["error"]["code"] == real.json()["error"]["code"] == expected
        assert refused.json()["error"].get("details") == real.json()["error"].get("details")
    assert everything() == before


def test_dry_changes_use_up_nothing_of_the_keys_cap(clock: Clock) -> None:
    shop = make_shop()
    customer = shop.create()
    capped = Api(make_key(shop.seller.account, monthly_cap=100_00))
    for _ in range(3):
        assert capped.patch(f"{path_of(customer)}?dryRun=true", {"seats": 2}).status_code == 200
    assert capped.patch(path_of(customer), {"seats": 2}).json()["data"]["amount"] == 100


def test_a_quote_costs_what_creating_costs_and_writes_nothing() -> None:
    shop = make_shop(discount_percent=35)
    order = {"planId": shop.seller.plan.slug, "seats": 3, "aiLensMedical": True, "addOns": {"extraServers": 3}}
    before = everything()
    quoted = shop.api.post("/customers/quote", order)
    assert quoted.status_code == 200
    assert everything() == before
    created = shop.api.post("/customers", {**order, "email": "one@example.com"}).json()["data"]
    assert quoted.json()["data"]["cost"] == created["cost"]
    assert created["cost"] == {"basePlanCost": 195, "addOnCost": 48.75, "aiLensMedicalCost": 19.5, "total": 263.25}
    assert created["creditsCharged"] == 263.25
