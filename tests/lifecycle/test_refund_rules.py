"""What comes back of a period that is given up, by the refund rule of its plan, against amounts reckoned by hand."""

import datetime
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from credits.models import Plan
from customers import renewals
from customers.periods import months_since
from tests.factories import make_plan
from tests.lifecycle.books import broken_invariants, moved
from tests.lifecycle.clock import Clock
from tests.lifecycle.shop import Shop, make_shop, path_of, subscription_of
from tests.state import nothing_moves

pytestmark = pytest.mark.django_db

BALANCE = 1_000_000_00
#: A year of 490.00 for one seat, at the price of ten months of 49.00.
YEAR: dict[str, Any] = {"price": 490_00, "period": "year", "ai_lens_medical_price": 10_00}
RULES: dict[str, dict[str, Any]] = {
    "unused": {},
    "none": {"refund_rule": "none"},
    "less_monthly": {"refund_rule": "less_monthly", "monthly_price": 49_00},
}


def rule_shop(rule: str, **tier: Any) -> Shop:
    """A shop with a yearly plan of the rule, and other plans without one."""
    shop = make_shop(balance=BALANCE, **tier)
    shop.plan("year", **{**YEAR, **RULES[rule]})
    shop.plan("larger", **{**YEAR, "price": 980_00})
    shop.plan("month", 49_00)
    return shop


def computed(explanation: dict[str, Any]) -> Fraction:
    """The amount that a reader computes by the formula in an explanation and its inputs, in credits."""
    inputs = {name: Fraction(str(value)) for name, value in explanation.items() if isinstance(value, int | float)}

    def to_hundredths(amount: Fraction) -> Fraction:
        return Fraction(int(amount * 100 + Fraction(1, 2)), 100)

    functions = {"round": to_hundredths, "min": min, "max": max, "__builtins__": {}}
    return Fraction(eval(explanation["formula"], functions, inputs))  # noqa: S307  # a formula of ours, with no names but these


#: Rule, order, when it is deleted, and what comes back. From April 2026 a year has 365 days.
DELETED: list[tuple[str, dict[str, Any], str, float]] = [
    ("unused", {}, "2026-05-01T00:00:00", 449.73),  # 335 of 365 days
    ("none", {}, "2026-05-01T00:00:00", 0),
    ("none", {}, "2026-04-01T00:00:00", 0),
    ("less_monthly", {}, "2026-04-01T00:00:00", 490),
    ("less_monthly", {}, "2026-04-01T00:00:01", 490),  # 0.00002 are used
    ("less_monthly", {}, "2026-04-16T00:00:00", 465.5),  # half of April: 24.50
    ("less_monthly", {}, "2026-05-01T00:00:00", 441),  # one month of 49.00
    ("less_monthly", {}, "2026-05-16T12:00:00", 416.5),  # and half of May
    ("less_monthly", {}, "2027-01-31T00:00:00", 1.58),  # nine months and 30 of 31 days
    ("less_monthly", {}, "2027-02-01T00:00:00", 0),  # ten months
    ("less_monthly", {}, "2027-03-31T23:59:59", 0),
    ("less_monthly", {"seats": 3}, "2026-06-01T00:00:00", 1176),  # 1,470.00 less 294.00
    ("less_monthly", {"addOns": {"extraServers": 1}}, "2026-05-01T00:00:00", 716),  # 790.00 less 49.00 and 25.00
    ("less_monthly", {"aiLensMedical": True}, "2026-05-01T00:00:00", 551),  # 610.00 less 49.00 and 10.00
]


@pytest.mark.parametrize(("rule", "order", "moment", "refund"), DELETED)
def test_a_deletion_gives_back_what_the_rule_of_the_plan_leaves(
    clock: Clock, rule: str, order: dict[str, Any], moment: str, refund: float
) -> None:
    shop = rule_shop(rule)
    customer = shop.create(planId="year", **order)
    charged = BALANCE - shop.balance
    clock.set(moment)
    with nothing_moves():
        dry = shop.api.delete(f"{path_of(customer)}?dryRun=true").json()["data"]
    done = shop.delete(customer)
    assert (dry["refund"], done["refund"], done["refundRule"]) == (refund, refund, rule)
    assert shop.balance == BALANCE - charged + round(refund * 100)
    if refund:
        facts = shop.seller.entries()[-1].facts
        assert facts is not None
        assert (facts["refundRule"], computed(facts)) == (rule, Fraction(str(refund)))
    assert broken_invariants() == []


def test_the_monthly_price_is_at_the_tiers_discount(clock: Clock) -> None:
    shop = rule_shop("less_monthly", discount_percent=15)
    customer = shop.create(planId="year", seats=2)
    clock.set("2026-05-01T00:00:00")
    # 833.00 was paid, and a month of two seats is 83.30.
    assert shop.delete(customer)["refund"] == 749.7


def test_never_more_than_the_unused_part_comes_back(clock: Clock) -> None:
    shop = rule_shop("less_monthly")
    Plan.objects.filter(slug="year").update(monthly_price=0)
    customer = shop.create(planId="year")
    clock.set("2026-05-01T00:00:00")
    assert shop.delete(customer)["refund"] == 449.73


#: Rule, what is changed a month after two seats with an add-on were bought for 980.00 and 300.00, and what moves.
CHANGED: list[tuple[str, dict[str, Any], float]] = [
    ("unused", {"seats": 1}, -449.72),
    ("none", {"seats": 1}, 0),
    ("none", {"addOns": {"extraServers": 0}}, 0),
    ("none", {"planId": "month"}, 0),
    ("none", {"seats": 3}, 449.73),
    ("none", {"planId": "larger"}, 899.46),  # the difference, as under every rule
    ("less_monthly", {"seats": 3}, 449.73),
    ("less_monthly", {"seats": 1}, -441),
    ("less_monthly", {"seats": 1, "addOns": {"extraServers": 0}}, -716),
    # 1,280.00 less a month of 98.00 and 25.00 comes back: 1,157.00, and May costs 98.00 and 25.00.
    ("less_monthly", {"planId": "month"}, -1034),
    # Of 1,960.00 and 300.00 335 of 365 days, 2,074.25, less the 1,157.00.
    ("less_monthly", {"planId": "larger"}, 917.25),
]


@pytest.mark.parametrize(("rule", "fields", "amount"), CHANGED)
def test_a_change_gives_back_what_the_rule_of_the_plan_leaves(
    clock: Clock, rule: str, fields: dict[str, Any], amount: float
) -> None:
    shop = rule_shop(rule)
    customer = shop.create(planId="year", seats=2, addOns={"extraServers": 1})
    clock.set("2026-05-01T00:00:00")
    before = shop.balance
    with nothing_moves():
        dry = shop.api.patch(f"{path_of(customer)}?dryRun=true", fields).json()["data"]
    done = shop.change(customer, **fields)
    assert (dry["amount"], done["amount"]) == (amount, amount)
    assert shop.balance == before - round(amount * 100)
    if amount:
        facts = shop.seller.entries()[-1].facts
        assert facts is not None
        assert (facts["proration"]["refundRule"], computed(facts["proration"])) == (rule, Fraction(str(amount)))
    assert broken_invariants() == []


@pytest.mark.parametrize("way", [["larger"], ["larger", "year"], ["larger", "month", "larger"]])
def test_what_does_not_come_back_does_not_come_back_by_way_of_another_plan(clock: Clock, way: list[str]) -> None:
    shop = rule_shop("none")
    customer = shop.create(planId="year")
    clock.move(days=10)
    for plan in way:
        shop.change(customer, planId=plan)
    charged = BALANCE - shop.balance
    assert charged >= 490_00
    done = shop.delete(customer)
    assert (done["refund"], done["refundRule"]) == (0, "none")
    assert shop.balance == BALANCE - charged


def test_a_committed_year_left_for_a_larger_plan_costs_its_used_months_first(clock: Clock) -> None:
    shop = rule_shop("less_monthly")
    customer = shop.create(planId="year")
    clock.set("2026-07-01T00:00:00")
    shop.change(customer, planId="larger")
    assert shop.delete(customer)["refundRule"] == "unused"
    assert BALANCE - shop.balance == 3 * 49_00


def test_the_rule_of_a_running_period_holds_still_and_the_next_begins_with_the_new_one(clock: Clock) -> None:
    shop = rule_shop("unused")
    first, second = (shop.create(planId="year", email=f"{name}@example.com") for name in "ab")
    Plan.objects.filter(slug="year").update(refund_rule="none")
    clock.set("2026-05-01T00:00:00")
    assert shop.delete(first)["refund"] == 449.73
    clock.set("2027-04-01T00:00:00")
    assert renewals.renew_due() == 1
    assert shop.delete(second)["refund"] == 0


def test_a_period_without_a_rule_in_its_prices_gives_back_its_unused_part(clock: Clock) -> None:
    shop = rule_shop("none")
    customer = shop.create(planId="year")
    subscription = subscription_of(customer)
    stored = {name: value for name, value in subscription.prices["year"].items() if name != "refundRule"}
    subscription.prices = {"year": stored}
    subscription.save()
    clock.set("2026-05-01T00:00:00")
    assert shop.delete(customer)["refund"] == 449.73


@pytest.mark.parametrize("rule", RULES)
def test_what_was_never_paid_never_comes_back(clock: Clock, rule: str) -> None:
    shop = rule_shop(rule)
    customer = shop.create(planId="year", trialDays=14)
    clock.move(days=3)
    assert shop.change(customer, planId="month")["amount"] == 0
    assert shop.delete(customer)["refund"] == 0
    assert moved(shop.seller) == []


def test_plans_show_their_rule_and_what_a_used_month_costs() -> None:
    shop = rule_shop("less_monthly", discount_percent=25)
    plans = {plan["id"]: plan for plan in shop.api.get("/plans").json()["data"]["plans"]}
    assert (plans["year"]["refundRule"], plans["year"]["monthlyPrice"]) == ("less_monthly", 36.75)
    assert (plans["month"]["refundRule"], plans["month"]["monthlyPrice"]) == ("unused", None)


def test_a_rule_that_counts_months_needs_their_price() -> None:
    plan = make_plan()
    plan.refund_rule = "less_monthly"
    with pytest.raises(ValidationError, match="Give the monthly price"):
        plan.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        plan.save()


@pytest.mark.parametrize(
    ("anchor", "start", "moment", "months"),
    [
        ("2026-01-31", "2026-01-31", "2026-01-31", 0),
        ("2026-01-31", "2026-01-31", "2026-02-28", 1),
        ("2026-01-31", "2026-01-31", "2026-03-31", 2),
        ("2026-01-31", "2026-02-28", "2026-03-31", 1),
        ("2024-02-29", "2025-02-28", "2026-02-28", 12),
        ("2026-01-01", "2026-01-01", "2026-02-15", 1.5),
    ],
)
def test_used_months_end_where_monthly_periods_do(anchor: str, start: str, moment: str, months: float) -> None:
    days = [datetime.datetime.fromisoformat(day).replace(tzinfo=datetime.UTC) for day in (anchor, start, moment)]
    assert months_since(*days) == months
