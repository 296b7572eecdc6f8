"""PATCH to a plan of another period: how long it lasts, and what that costs, reckoned by hand."""

import pytest

from customers import renewals
from tests.lifecycle.books import broken_invariants, moved
from tests.lifecycle.clock import Clock
from tests.lifecycle.shop import BALANCE, make_shop, subscription_of

pytestmark = pytest.mark.django_db


def test_a_plan_of_another_period_lasts_to_its_end_counted_from_the_same_beginning(clock: Clock) -> None:
    shop = make_shop()
    shop.plan("year", 1000_00, period="year")
    customer = shop.create()
    clock.set("2026-04-16T06:30:00")
    data = shop.change(customer, planId="year")
    # 14 days 17.5 h are left: of the month's 30 days 49.10 of 100.00, and 349 more of the year's 365: 958.16.
    assert (data["oldCost"], data["newCost"], data["amount"]) == (100, 1000, 909.06)
    assert data["remainingFraction"] == pytest.approx(14.729167 / 30)
    assert data["newRemainingFraction"] == pytest.approx(349.729167 / 365)
    assert moved(shop.seller) == [("charge", 100_00), ("charge", 909_06)]
    assert shop.balance == BALANCE - 100_00 - 909_06 == round(data["balanceAfter"] * 100)
    subscription = data["customer"]["subscription"]
    assert (subscription["periodStart"], subscription["periodEnd"]) == (
        "2026-04-01T00:00:00.000Z",
        "2027-04-01T00:00:00.000Z",
    )
    assert subscription_of(customer).next_charge_at == subscription_of(customer).period_end
    assert broken_invariants() == []


def test_from_a_year_back_to_a_month_the_rest_of_the_year_comes_back(clock: Clock) -> None:
    shop = make_shop()
    shop.plan("year", 1000_00, period="year")
    customer = shop.create(planId="year")
    clock.set("2026-10-11T00:00:00")
    data = shop.change(customer, planId=shop.seller.plan.slug, seats=2)
    # 172 of the year's 365 days are left, 471.23, and 21 of October's 31 for two seats, 135.48.
    assert data["amount"] == -335.75
    assert moved(shop.seller) == [("charge", 1000_00), ("refund", 335_75)]
    assert data["customer"]["subscription"]["periodStart"] == "2026-10-01T00:00:00.000Z"
    assert data["customer"]["subscription"]["periodEnd"] == "2026-11-01T00:00:00.000Z"
    assert broken_invariants() == []


def test_from_a_month_to_a_year_and_back_at_one_instant_nothing_is_paid_or_lost(clock: Clock) -> None:
    shop = make_shop()
    shop.plan("year", 1000_00, period="year")
    clock.set("2026-01-31T10:00:00")
    customer = shop.create()
    clock.set("2026-02-28T10:00:00")
    assert renewals.renew_due() == 1
    clock.set("2026-03-10T17:11:12.131415")
    before, balance = subscription_of(customer), shop.balance
    there, back = (shop.change(customer, planId=plan)["amount"] for plan in ("year", shop.seller.plan.slug))
    assert there == -back > 0
    after = subscription_of(customer)
    assert (after.period_start, after.period_end, after.cost) == (before.period_start, before.period_end, before.cost)
    assert shop.balance == balance
    assert broken_invariants() == []
