"""GET /plans and /plans/{planId}: what a partner sells, what it pays for it, and the margin."""

from typing import Any
from urllib.parse import quote

import pytest
from pytest_django import DjangoAssertNumQueries

from credits.add_ons import ADD_ON_NAMES
from credits.models import AddOnPrice, Plan, PlanOpening, RetailAddOnPrice
from credits.pricing import MOST_LISTED
from tests.calls import Api, code, details, without_request_id
from tests.factories import Seller, enable_plan, make_plan, make_seller

pytestmark = pytest.mark.django_db


def plans(seller: Seller) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = Api(seller.key).get("/plans").json()["data"]["plans"]
    return found


def plan_ids(seller: Seller) -> list[str]:
    return [plan["id"] for plan in plans(seller)]


def price_of(wholesale: float, retail: float | None, margin: float | None) -> dict[str, float | None]:
    return {"wholesale": wholesale, "retail": retail, "margin": margin}


def test_a_plan_is_shown_with_prices_contents_and_add_ons() -> None:
    seller = make_seller(discount_percent=25)
    plan = make_plan(
        "clinic",
        price=249_99,
        ai_lens_medical_price=25_01,
        name="Clinic",
        description="For practices.",
        period="year",
        included_storage_gb=1000,
        included_servers=2,
        included_databases=3,
        included_workspaces=4,
    )
    enable_plan(seller.account, plan, price=300_00, ai_lens_medical_price=10_00)
    shown = Api(seller.key).get("/plans/clinic").json()["data"]
    add_ons = shown.pop("addOns")
    assert shown == {
        "id": "clinic",
        "name": "Clinic",
        "description": "For practices.",
        "period": "year",
        "price": price_of(187.49, 300, 112.51),
        "aiLensMedical": price_of(18.76, 10, -8.76),
        "refundRule": "unused",
        "monthlyPrice": None,
        "included": {"storageGb": 1000, "servers": 2, "databases": 3, "workspaces": 4},
    }
    assert [add_on["name"] for add_on in add_ons] == list(ADD_ON_NAMES)
    assert add_ons[0] == {
        "id": "hotStorageUnits",
        "name": "hotStorageUnits",
        "title": "Hot storage",
        "unit": "500 GB",
        "price": price_of(18.75, 50, 31.25),
    }


def test_prices_that_are_not_set_are_null_and_have_no_margin() -> None:
    seller = make_seller()
    enable_plan(seller.account, make_plan("bare"), price=None, ai_lens_medical_price=None)
    RetailAddOnPrice.objects.filter(add_on="extraServers").delete()
    shown = Api(seller.key).get("/plans/bare").json()["data"]
    assert shown["price"] == price_of(100, None, None)
    assert shown["aiLensMedical"] == price_of(10, None, None)
    servers = next(add_on for add_on in shown["addOns"] if add_on["name"] == "extraServers")
    assert servers["price"] == price_of(25, None, None)


def test_an_add_on_without_a_wholesale_price_is_not_offered() -> None:
    seller = make_seller()
    AddOnPrice.objects.filter(add_on="mssqlDatabases").delete()
    assert "mssqlDatabases" not in [add_on["name"] for add_on in plans(seller)[0]["addOns"]]


def test_the_list_and_the_single_plan_agree() -> None:
    seller = make_seller(discount_percent=15)
    for plan in plans(seller):
        assert Api(seller.key).get(f"/plans/{plan['id']}").json()["data"] == plan


def test_plans_come_in_the_platforms_order() -> None:
    seller = make_seller()
    for slug, position in (("b", 2), ("a", 2), ("z", 1)):
        enable_plan(seller.account, make_plan(slug, position=position))
    assert plan_ids(seller) == [seller.plan.slug, "z", "a", "b"]


def hidden_plans(seller: Seller) -> list[str]:
    """Plans that exist, but that the partner doesn't sell."""
    inactive, closed, disabled, never = (
        make_plan(is_active=False),
        make_plan(open_to_all=False),
        make_plan(),
        make_plan(),
    )
    enable_plan(seller.account, inactive)
    enable_plan(seller.account, closed)
    enable_plan(seller.account, disabled, is_enabled=False)
    return [inactive.slug, closed.slug, disabled.slug, never.slug]


def test_only_what_the_partner_enabled_is_listed() -> None:
    seller, other = make_seller(), make_seller()
    hidden_plans(seller)
    assert plan_ids(seller) == [seller.plan.slug]
    assert plan_ids(other) == [other.plan.slug]


def test_a_plan_that_is_not_sold_gets_the_answer_of_an_unknown_one() -> None:
    seller = make_seller()
    ids = ["no-such-plan", *hidden_plans(seller), seller.plan.slug.upper(), "a%00b", "%FF", "p" * 300]
    answers = [Api(seller.key).get(f"/plans/{plan_id}") for plan_id in ids]
    assert [(answer.status_code, code(answer)) for answer in answers] == [(404, "INVALID_PLAN")] * len(ids)
    assert [details(answer)["plans"] for answer in answers] == [[seller.plan.slug]] * len(ids)


def test_the_answer_to_an_id_is_the_same_whether_a_plan_of_that_id_is_hidden_or_does_not_exist() -> None:
    seller = make_seller()
    before = without_request_id(Api(seller.key).get("/plans/gold"))[:2]
    make_plan("gold", open_to_all=False)
    assert without_request_id(Api(seller.key).get("/plans/gold"))[:2] == before
    Plan.objects.filter(slug="gold").update(open_to_all=True, is_active=False)
    assert without_request_id(Api(seller.key).get("/plans/gold"))[:2] == before


@pytest.mark.parametrize(
    ("asked", "meant"),
    [("Gold", "gold"), ("gold_", "gold"), ("golt", "gold"), ("All Of It", "everything"), ("x", None)],
)
def test_the_nearest_plan_that_may_be_ordered_is_suggested_by_its_id_or_its_name(asked: str, meant: str | None) -> None:
    seller = make_seller()
    for plan in (make_plan("gold"), make_plan("everything", name="All of it")):
        enable_plan(seller.account, plan)
    make_plan("goltx")
    answer = Api(seller.key).get(f"/plans/{quote(asked)}")
    assert details(answer).get("suggestion") == meant
    assert answer.json()["error"]["message"].endswith("partner." if meant is None else f"Did you mean {meant}?")


def test_a_refused_plan_comes_with_those_that_this_partner_may_order_and_no_others() -> None:
    seller, other = make_seller(), make_seller()
    unpriced, off = make_plan("unpriced"), make_plan("off")
    enable_plan(seller.account, unpriced, price=None)
    enable_plan(seller.account, off, is_enabled=False)
    for each in (seller, other):
        refused = Api(each.key).post("/customers/quote", {"planId": "no-such"})
        assert (code(refused), details(refused)["plans"]) == ("INVALID_PLAN", [each.plan.slug])


def test_at_most_fifty_plans_are_listed() -> None:
    seller = make_seller()
    for number in range(MOST_LISTED + 5):
        enable_plan(seller.account, make_plan(f"many-{number}"))
    assert len(details(Api(seller.key).get("/plans/no-such"))["plans"]) == MOST_LISTED


def test_a_plan_opened_to_one_partner_is_listed_for_it_alone() -> None:
    seller, other = make_seller(), make_seller()
    plan = make_plan("special", open_to_all=False)
    PlanOpening.objects.create(plan=plan, account=seller.account)
    for each in (seller, other):
        enable_plan(each.account, plan)
    assert "special" in plan_ids(seller)
    assert "special" not in plan_ids(other)


def test_plans_are_three_queries_however_many(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    seller = make_seller()
    for _ in range(10):
        enable_plan(seller.account, make_plan())
    api = Api(seller.key)
    with django_assert_num_queries(3):
        api.get("/plans")
    with django_assert_num_queries(3):
        api.get(f"/plans/{seller.plan.slug}")


def test_a_partner_that_sells_nothing_has_an_empty_list() -> None:
    seller = make_seller()
    seller.plan.is_active = False
    seller.plan.save(update_fields=["is_active"])
    assert plans(seller) == []
