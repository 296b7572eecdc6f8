"""POST /customers/quote: what creating would charge, with nothing written."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from credits.models import RetailAddOnPrice
from partners.modes import TEST
from tests.calls import Api, code, details, problems
from tests.factories import Seller, give_credits, make_key, make_plan, make_seller
from tests.state import nothing_moves

pytestmark = pytest.mark.django_db


def ask(seller: Seller, *, key: str = "", **fields: Any) -> Any:
    """The answer; nothing may have moved."""
    with nothing_moves():
        return Api(key or seller.key).post("/customers/quote", {"planId": seller.plan.slug, **fields})


def test_a_quote_says_cost_and_whether_the_balance_covers_it() -> None:
    seller = make_seller(balance=149_99, discount_percent=15)
    answer = ask(seller, seats=1, addOns={"hotStorageUnits": 2}, aiLensMedical=True)
    assert answer.status_code == 200
    assert answer.json()["data"] == {
        "planId": seller.plan.slug,
        "period": "month",
        "cost": {"basePlanCost": 85, "addOnCost": 42.5, "aiLensMedicalCost": 8.5, "total": 136},
        "available": 149.99,
        "sufficient": True,
    }


@pytest.mark.parametrize(("balance", "sufficient"), [(99_99, False), (100_00, True), (100_01, True), (0, False)])
def test_the_balance_suffices_from_the_total_on(balance: int, sufficient: bool) -> None:
    data = ask(make_seller(balance=balance)).json()["data"]
    assert (data["available"], data["sufficient"]) == (balance / 100, sufficient)


@pytest.mark.parametrize("percent", [0, 15, 25, 33.33, 100])
@pytest.mark.parametrize(
    "order",
    [
        {},
        {"seats": 7},
        {"seats": 3, "aiLensMedical": True},
        {"addOns": {"hotStorageUnits": 3, "mysqlDatabases": 1}},
        {"seats": 11, "addOns": {"deepFreezeUnits": 7}, "aiLensMedical": True},
    ],
)
def test_a_quote_is_what_creating_then_charges(percent: float, order: dict[str, Any]) -> None:
    seller = make_seller(balance=100_000_00, discount_percent=percent)
    seller.plan.price, seller.plan.ai_lens_medical_price = 33_33, 7_77
    seller.plan.save(update_fields=["price", "ai_lens_medical_price"])
    quoted = ask(seller, **order).json()["data"]["cost"]
    body = {"email": "mona@example.com", "planId": seller.plan.slug, **order}
    created = Api(seller.key).post("/customers", body).json()["data"]
    assert created["cost"] == quoted
    assert created["creditsCharged"] == quoted["total"]
    assert 100_000_00 - seller.balance() == round(quoted["total"] * 100)


def test_a_test_key_is_told_of_the_test_balance() -> None:
    seller = make_seller(balance=5_00)
    give_credits(seller.account, 700_00, TEST)
    assert ask(seller, key=make_key(seller.account, TEST)).json()["data"]["available"] == 700


def test_a_quote_asks_the_database_twice_and_once_more_for_add_ons(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    seller = make_seller()
    api = Api(seller.key)
    with django_assert_num_queries(2):
        api.post("/customers/quote", {"planId": seller.plan.slug})
    with django_assert_num_queries(3):
        api.post("/customers/quote", {"planId": seller.plan.slug, "addOns": {"extraServers": 1, "mysqlDatabases": 2}})


def test_a_quote_takes_the_body_that_will_create_the_customer_and_nothing_else() -> None:
    seller = make_seller()
    assert ask(seller, email="mona@example.com", name="Mona", trialDays=3).json() == ask(seller).json()
    assert problems(ask(seller, email="nobody", colour="red")) == [("email", "invalid"), ("colour", "unknown_field")]
    assert problems(ask(seller, seats=0, addOns={"extraServers": -1})) == [
        ("seats", "min_value"),
        ("addOns.extraServers", "min_value"),
    ]


def test_what_could_not_be_created_is_not_quoted() -> None:
    seller, referral = make_seller(), make_seller(may_sell=False)
    closed = make_plan(open_to_all=False)
    RetailAddOnPrice.objects.filter(account=seller.account, add_on="extraServers").delete()
    assert code(ask(seller, planId="unknown")) == code(ask(seller, planId=closed.slug)) == "INVALID_PLAN"
    assert details(ask(seller, addOns={"extraServers": 1}))["missing"] == ["extraServers"]
    assert code(ask(referral)) == "CANNOT_SELL"
