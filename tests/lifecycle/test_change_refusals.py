"""PATCH, reactivation and deletion refused for money, plans or the key's cap: with every number, and nothing moved."""

from typing import Any

import pytest

from credits.models import RetailAddOnPrice
from customers.models import Customer
from tests.calls import Api
from tests.factories import enable_plan, make_key, make_plan
from tests.lifecycle.books import everything
from tests.lifecycle.clock import Clock
from tests.lifecycle.shop import Shop, make_shop, path_of

pytestmark = pytest.mark.django_db


def refusal(shop: Shop, customer: Customer, fields: dict[str, Any], key: str = "") -> tuple[int, str, Any]:
    """Status, code and details of a change that is refused, after which everything is as it was."""
    before = everything()
    refused = (Api(key) if key else shop.api).patch(path_of(customer), fields)
    assert everything() == before
    error = refused.json()["error"]
    return refused.status_code, error["code"], error.get("details")


def test_too_little_credit_for_the_difference(clock: Clock) -> None:
    shop = make_shop(balance=150_00)
    customer = shop.create()
    clock.move(days=15)
    status, code, details = refusal(
        shop, customer, {"seats": 3, "aiLensMedical": True, "addOns": {"extraServers": 1}, "name": "Ada"}
    )
    assert (status, code) == (400, "INSUFFICIENT_CREDITS")
    # Half of 355.00 less half of 100.00; the breakdown is that of the whole period.
    assert details == {
        "required": 127.5,
        "current": 50,
        "breakdown": {"basePlanCost": 300, "addOnCost": 25, "aiLensMedicalCost": 30, "total": 355},
    }


def test_exactly_enough_credit_is_enough(clock: Clock) -> None:
    shop = make_shop(balance=150_00)
    customer = shop.create()
    clock.move(days=15)
    assert shop.change(customer, seats=2)["balanceAfter"] == 0


def test_the_rest_of_a_month_helps_to_pay_a_year_but_not_without_end(clock: Clock) -> None:
    shop = make_shop(balance=1008_89)
    shop.plan("year", 1000_00, period="year")
    customer = shop.create()
    clock.move(days=15)
    # 350 of 365 days of the year, 958.90, less 50.00 of the month.
    status, code, details = refusal(shop, customer, {"planId": "year"})
    assert (status, code) == (400, "INSUFFICIENT_CREDITS")
    assert (details["required"], details["current"], details["breakdown"]["total"]) == (908.9, 908.89, 1000)
    shop.top_up(1)
    assert shop.change(customer, planId="year")["balanceAfter"] == 0


def test_a_plan_that_the_partner_may_not_know_of_is_the_same_as_none() -> None:
    shop = make_shop()
    make_plan("hidden", open_to_all=False)
    make_plan("old", is_active=False)
    customer = shop.create()
    for plan_id in ("hidden", "old", "missing", "a b", ""):
        answer = refusal(shop, customer, {"planId": plan_id})
        assert answer[1] == ("INVALID_PLAN" if plan_id else "VALIDATION_FAILED")
        assert answer[0] == (404 if plan_id else 400)


def test_a_plan_that_is_not_enabled_says_what_is_missing() -> None:
    shop = make_shop()
    make_plan("closed")
    enable_plan(shop.seller.account, make_plan("halved"), ai_lens_medical_price=None)
    customer = shop.create()
    assert refusal(shop, customer, {"planId": "closed"}) == (
        400,
        "PLAN_NOT_ENABLED",
        {"planId": "closed", "missing": ["plan"]},
    )
    assert refusal(shop, customer, {"planId": "halved", "aiLensMedical": True}) == (
        400,
        "PLAN_NOT_ENABLED",
        {"planId": "halved", "missing": ["aiLensMedical"]},
    )


def test_an_add_on_without_a_price_is_named() -> None:
    shop = make_shop()
    customer = shop.create()
    RetailAddOnPrice.objects.filter(add_on="extraServers").delete()
    details = {"planId": shop.seller.plan.slug, "missing": ["extraServers"]}
    assert refusal(shop, customer, {"addOns": {"extraServers": 1}}) == (400, "PLAN_NOT_ENABLED", details)


def test_a_change_over_the_keys_cap(clock: Clock) -> None:
    shop = make_shop()
    key = make_key(shop.seller.account, monthly_cap=70_00)
    customer = shop.create()
    clock.move(days=15)
    assert Api(key).patch(path_of(customer), {"seats": 2}).status_code == 200
    assert refusal(shop, customer, {"seats": 3, "email": "new@example.com"}, key) == (
        403,
        "KEY_CAP_REACHED",
        {"cap": 70, "spent": 50, "required": 50, "resetsAt": "2026-05-01T00:00:00.000Z"},
    )
    # What gives credits back, or costs nothing, is no spending; and another key has no such cap.
    assert Api(key).patch(path_of(customer), {"seats": 1}).status_code == 200
    assert Api(key).patch(path_of(customer), {"name": "Ada"}).status_code == 200
    assert shop.change(customer, seats=5)["amount"] == 200


def test_a_reactivation_over_the_keys_cap(clock: Clock) -> None:
    shop = make_shop()
    key = make_key(shop.seller.account, monthly_cap=99_99)
    customer = shop.create()
    shop.post(customer, "suspend")
    clock.move(days=31)
    before = everything()
    refused = Api(key).post(f"{path_of(customer)}/reactivate")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "KEY_CAP_REACHED")
    assert refused.json()["error"]["details"] == {
        "cap": 99.99,
        "spent": 0,
        "required": 100,
        "resetsAt": "2026-06-01T00:00:00.000Z",
    }
    assert everything() == before


def test_a_reactivation_that_the_balance_does_not_cover(clock: Clock) -> None:
    shop = make_shop(balance=199_99)
    customer = shop.create()
    shop.post(customer, "suspend")
    clock.move(days=31)
    before = everything()
    refused = shop.api.post(f"{path_of(customer)}/reactivate")
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "INSUFFICIENT_CREDITS")
    assert refused.json()["error"]["details"] == {"required": 100, "current": 99.99}
    assert everything() == before
