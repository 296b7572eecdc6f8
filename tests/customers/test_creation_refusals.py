"""POST /customers when it may not succeed: the documented answer, and nothing moved."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from credits import ledger
from credits.models import AddOnPrice, GrantKind, Plan, PlanOpening, RetailAddOnPrice, RetailPrice
from credits.posting import Note
from customers.models import Customer
from errors_docs.jsonform import iso
from partners.models import Partner
from partners.modes import TEST
from tests.calls import Api, code, details, without_request_id
from tests.factories import (
    Seller,
    enable_plan,
    make_customer,
    make_key,
    make_partner,
    make_plan,
    make_seller,
    price_add_ons,
)
from tests.state import nothing_moves

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


def refuse(seller: Seller, *, key: str = "", **fields: Any) -> Any:
    """The refusal of a customer of the seller's plan, for which nothing may have moved."""
    body = {"email": "mona@example.com", "planId": seller.plan.slug, **fields}
    with nothing_moves():
        answer = Api(key or seller.key).post("/customers", body)
    assert answer.status_code >= 400, answer.content
    return answer


def set_trial(seller: Seller, ends_at: datetime.datetime) -> None:
    Partner.objects.filter(account=seller.account).update(trial_ends_at=ends_at)


# Credits


def test_the_example_of_the_contract() -> None:
    """Needs 150.00, has 50: 100 for the plan and two add-ons of 25."""
    seller = make_seller(balance=50_00)
    answer = refuse(seller, addOns={"hotStorageUnits": 2})
    assert (answer.status_code, code(answer)) == (400, "INSUFFICIENT_CREDITS")
    assert answer.json()["error"]["message"] == "This call needs 150.00 credits; 50.00 are available."
    assert details(answer) == {
        "required": 150,
        "current": 50,
        "breakdown": {"basePlanCost": 100, "addOnCost": 50, "aiLensMedicalCost": 0, "total": 150},
    }


def test_a_hundredth_too_little_is_too_little() -> None:
    seller = make_seller(balance=99_99)
    answer = refuse(seller)
    assert answer.json()["error"]["message"] == "This call needs 100.00 credits; 99.99 are available."
    assert (details(answer)["required"], details(answer)["current"]) == (100, 99.99)


def test_an_empty_wallet_has_nothing() -> None:
    assert details(refuse(make_seller(balance=0)))["current"] == 0


def test_credits_that_are_held_are_not_there_to_spend() -> None:
    seller = make_seller(balance=150_00)
    note = Note(reference="hold:1", description="Held")
    ledger.hold(wallet_id=seller.wallet().pk, amount=60_00, deadline=timezone.now() + HOUR, note=note)
    assert details(refuse(seller))["current"] == 90


def test_credits_that_have_expired_are_not_there_either() -> None:
    seller = make_seller(balance=0)
    ledger.grant(
        wallet_id=seller.wallet().pk,
        amount=500_00,
        kind=GrantKind.PROMOTIONAL,
        note=Note(reference="grant:1", description="Gone by now"),
        expires_at=timezone.now() - HOUR,
    )
    assert details(refuse(seller))["current"] == 0


def test_the_other_mode_does_not_pay() -> None:
    seller = make_seller(balance=500_00)
    assert details(refuse(seller, key=make_key(seller.account, TEST)))["current"] == 0


# Who may sell


def test_a_tier_that_may_not_sell_is_named() -> None:
    seller = make_seller(slug="referral", may_sell=False)
    answer = refuse(seller)
    assert (answer.status_code, code(answer)) == (403, "CANNOT_SELL")
    assert answer.json()["error"]["message"] == "The tier referral does not include selling to customers."
    assert details(answer) == {"tier": "referral"}


def test_a_trial_that_has_ended_adds_no_customers() -> None:
    seller = make_seller()
    ended = timezone.now() - HOUR
    set_trial(seller, ended)
    answer = refuse(seller)
    assert (answer.status_code, code(answer)) == (403, "TRIAL_EXPIRED")
    assert details(answer) == {"trialEndedAt": iso(ended)}
    assert answer.json()["error"]["message"] == f"The partner's trial ended at {iso(ended)}; upgrade to add customers."


def test_a_trial_that_runs_does() -> None:
    seller = make_seller(trial_days=14)
    assert Api(seller.key).post("/customers", {"email": "a@example.com", "planId": seller.plan.slug}).status_code == 201


def test_a_tier_that_may_not_sell_comes_before_an_ended_trial() -> None:
    seller = make_seller(may_sell=False)
    set_trial(seller, timezone.now() - HOUR)
    assert code(refuse(seller)) == "CANNOT_SELL"


# Plans


def closed_plans(seller: Seller) -> dict[str, str]:
    """Plan ids that can't be ordered, by why; each has its retail price."""
    inactive, closed = make_plan("retired", is_active=False), make_plan("secret", open_to_all=False)
    others = make_plan("bespoke", open_to_all=False)
    for plan in (inactive, closed, others):
        enable_plan(seller.account, plan)
    PlanOpening.objects.create(plan=others, account=make_partner())
    return {
        "unknown": "no-such-plan",
        "inactive": inactive.slug,
        "opened to nobody": closed.slug,
        "opened to another": others.slug,
    }


def test_plans_that_are_unknown_inactive_or_not_opened_get_the_same_answer() -> None:
    seller = make_seller()
    answers = {why: without_request_id(refuse(seller, planId=slug)) for why, slug in closed_plans(seller).items()}
    status, body, headers = answers["unknown"]
    listed = f'"details":{{"plans":["{seller.plan.slug}"]}}'.encode()
    assert (status, b'"code":"INVALID_PLAN"' in body, listed in body) == (404, True, True)
    for why, (status, other, _) in answers.items():
        assert (status, other) == (404, body), why
    assert headers["RateLimit-Policy"] == '"requests";q=120;w=60'


def test_a_plans_name_or_its_id_in_capitals_is_refused_with_the_id_that_was_meant() -> None:
    seller = make_seller()
    for asked in (seller.plan.name, seller.plan.slug.upper()):
        assert details(refuse(seller, planId=asked)) == {"plans": [seller.plan.slug], "suggestion": seller.plan.slug}


def test_a_plan_opened_to_the_partner_is_sold() -> None:
    seller = make_seller()
    plan = make_plan(open_to_all=False)
    PlanOpening.objects.create(plan=plan, account=seller.account)
    enable_plan(seller.account, plan)
    assert Api(seller.key).post("/customers", {"email": "a@example.com", "planId": plan.slug}).status_code == 201


def not_enabled(seller: Seller, **fields: Any) -> Any:
    """The details of a PLAN_NOT_ENABLED."""
    answer = refuse(seller, **fields)
    assert (answer.status_code, code(answer)) == (400, "PLAN_NOT_ENABLED")
    return details(answer)


def test_a_plan_that_the_partner_never_priced_or_disabled_is_not_enabled() -> None:
    seller = make_seller()
    never, disabled = make_plan(), make_plan()
    enable_plan(seller.account, disabled, is_enabled=False)
    assert not_enabled(seller, planId=never.slug) == {"planId": never.slug, "missing": ["plan"]}
    assert not_enabled(seller, planId=disabled.slug) == {"planId": disabled.slug, "missing": ["plan"]}


def test_another_partners_prices_enable_nothing() -> None:
    seller, other = make_seller(), make_seller()
    assert not_enabled(seller, planId=other.plan.slug)["missing"] == ["plan"]


def test_a_missing_retail_price_is_named() -> None:
    seller = make_seller()
    RetailPrice.objects.update(price=None)
    assert not_enabled(seller) == {"planId": seller.plan.slug, "missing": ["retailPrice"]}


def test_the_lens_price_is_missing_only_if_it_is_ordered() -> None:
    seller = make_seller()
    RetailPrice.objects.update(ai_lens_medical_price=None)
    assert not_enabled(seller, aiLensMedical=True)["missing"] == ["aiLensMedical"]
    body = {"email": "a@example.com", "planId": seller.plan.slug}
    assert Api(seller.key).post("/customers", body).status_code == 201


def test_each_add_on_without_a_price_is_named_on_either_side() -> None:
    seller = make_seller()
    RetailAddOnPrice.objects.filter(add_on="extraServers").delete()
    AddOnPrice.objects.filter(add_on="deepFreezeUnits").delete()
    ordered = {"extraServers": 1, "hotStorageUnits": 1, "deepFreezeUnits": 2, "mysqlDatabases": 0}
    assert not_enabled(seller, addOns=ordered)["missing"] == ["deepFreezeUnits", "extraServers"]


def test_an_add_on_that_is_not_ordered_needs_no_price() -> None:
    seller = make_seller()
    RetailAddOnPrice.objects.all().delete()
    body = {"email": "a@example.com", "planId": seller.plan.slug, "addOns": {"extraServers": 0}}
    assert Api(seller.key).post("/customers", body).status_code == 201


def test_another_partners_add_on_prices_do_not_count() -> None:
    seller = make_seller()
    RetailAddOnPrice.objects.all().delete()
    price_add_ons(make_partner())
    assert not_enabled(seller, addOns={"extraServers": 1})["missing"] == ["extraServers"]


def test_all_that_is_missing_is_named_at_once() -> None:
    seller = make_seller()
    RetailPrice.objects.update(price=None, ai_lens_medical_price=None)
    RetailAddOnPrice.objects.all().delete()
    missing = not_enabled(seller, aiLensMedical=True, addOns={"mssqlDatabases": 1})["missing"]
    assert missing == ["retailPrice", "aiLensMedical", "mssqlDatabases"]


def test_a_price_of_nothing_is_a_price() -> None:
    seller = make_seller()
    RetailPrice.objects.update(price=0)
    body = {"email": "a@example.com", "planId": seller.plan.slug}
    assert Api(seller.key).post("/customers", body).status_code == 201


def test_the_plan_comes_before_the_price_and_both_before_the_money() -> None:
    seller = make_seller(balance=0)
    assert code(refuse(seller, planId="no-such-plan")) == "INVALID_PLAN"
    RetailPrice.objects.update(price=None)
    assert code(refuse(seller)) == "PLAN_NOT_ENABLED"


# The address


@pytest.mark.parametrize("email", ["mona@example.com", "MONA@EXAMPLE.COM", "Mona@Example.Com", " mona@example.com "])
def test_an_address_that_is_taken_is_taken_in_any_case(email: str) -> None:
    seller = make_seller()
    make_customer(seller, "Mona@example.com")
    answer = refuse(seller, email=email)
    assert (answer.status_code, code(answer)) == (409, "CUSTOMER_EXISTS")
    assert "details" not in answer.json()["error"]


def test_a_suspended_customer_keeps_its_address() -> None:
    seller = make_seller()
    make_customer(seller, "mona@example.com", status="suspended")
    assert code(refuse(seller)) == "CUSTOMER_EXISTS"


def test_an_address_that_is_taken_is_refused_for_a_trial_too() -> None:
    seller = make_seller()
    make_customer(seller, "mona@example.com")
    assert code(refuse(seller, trialDays=30)) == "CUSTOMER_EXISTS"


def test_the_address_comes_before_the_money() -> None:
    seller = make_seller(balance=0)
    make_customer(seller, "mona@example.com")
    assert code(refuse(seller)) == "CUSTOMER_EXISTS"


def test_after_a_refusal_the_same_call_may_succeed() -> None:
    seller = make_seller(balance=0)
    assert code(refuse(seller)) == "INSUFFICIENT_CREDITS"
    Plan.objects.update(price=0)
    answer = Api(seller.key).post("/customers", {"email": "mona@example.com", "planId": seller.plan.slug})
    assert answer.status_code == 201
    assert Customer.objects.count() == 1
