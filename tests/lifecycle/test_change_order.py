"""PATCH of an order: what each change costs, to the second, against tables that were reckoned by hand."""

import datetime
from typing import Any

import pytest

from credits.models import AddOnPrice, Plan
from customers import renewals
from partners.models import Tier
from tests.lifecycle.books import balance_by_entries, broken_invariants, moved
from tests.lifecycle.clock import Clock
from tests.lifecycle.shop import BALANCE, Shop, make_shop, path_of, subscription_of

pytestmark = pytest.mark.django_db

DAY = 24 * 3600
#: April 2026 has 30 days.
PERIOD = 30 * DAY

#: Seconds since the period began, and what it then costs to go from 1 seat (100.00) to 2 (200.00).
SECOND_SEAT = [
    (0, 100_00),
    (1, 100_00),  # 199.9999 and 99.99996 both round up
    (3600, 99_86),  # 719/720: 199.72 - 99.86
    (DAY, 96_66),  # 29/30: 193.33 - 96.67
    (10 * DAY, 66_66),  # 2/3: 133.33 - 66.67
    (15 * DAY, 50_00),
    (20 * DAY, 33_34),  # 1/3: 66.67 - 33.33
    (PERIOD - 648, 2),  # 5.0 - 2.5 hundredths, and a half rounds up to 3
    (PERIOD - 130, 0),  # 1.003 - 0.50 hundredths: 1 - 1
    (PERIOD - 65, 1),  # 0.5015 - 0.25 hundredths: 1 - 0
    (PERIOD - 1, 0),
    (PERIOD, 0),
    (PERIOD + 7 * DAY, 0),
]


def test_the_amounts_of_a_second_seat_are_those_of_the_table(clock: Clock) -> None:
    shop = make_shop(balance=100_000_00)
    began = clock.time
    for number, (elapsed, amount) in enumerate(SECOND_SEAT):
        clock.time = began
        customer = shop.create(email=f"{number}@example.com")
        clock.move(seconds=elapsed)
        before = shop.balance
        data = shop.change(customer, seats=2)
        assert (elapsed, round(data["amount"] * 100)) == (elapsed, amount)
        assert data["balanceAfter"] == ((before - amount) / 100 if amount else None)
        assert shop.balance == before - amount
        assert (data["oldCost"], data["newCost"]) == (100, 200)
        left = max(PERIOD - elapsed, 0)
        assert data["remainingFraction"] == left / PERIOD
    assert balance_by_entries(shop.seller) == shop.balance
    assert broken_invariants() == []


#: What is changed half a month after one seat was bought, what the order costs then, and what moves now.
HALF_TIME = [
    ({"seats": 3}, 300_00, 100_00),
    ({"seats": 1000}, 100_000_00, 49_950_00),
    ({"aiLensMedical": True}, 110_00, 5_00),
    ({"addOns": {"hotStorageUnits": 1}}, 125_00, 12_50),
    ({"addOns": {"hotStorageUnits": 1, "extraServers": 3, "mysqlDatabases": 0}}, 200_00, 50_00),
    ({"seats": 2, "aiLensMedical": True, "addOns": {"coldStorageUnits": 2}}, 270_00, 85_00),
    ({"planId": "large"}, 250_00, 75_00),
    ({"planId": "small"}, 40_01, -29_99),  # 20.005 rounds up to 20.01: 50.00 - 20.01
    ({"planId": "small", "seats": 2}, 80_02, -9_99),
    ({"planId": "free"}, 0, -50_00),
    ({"seats": 1}, 100_00, 0),
    ({"aiLensMedical": False, "addOns": {}}, 100_00, 0),
]


@pytest.mark.parametrize(("fields", "new_cost", "amount"), HALF_TIME, ids=[str(row[0]) for row in HALF_TIME])
def test_half_a_period_costs_half_of_the_difference(
    clock: Clock, fields: dict[str, Any], new_cost: int, amount: int
) -> None:
    shop = make_shop(balance=100_000_00)
    for slug, price in (("large", 250_00), ("small", 40_01), ("free", 0)):
        shop.plan(slug, price)
    customer = shop.create()
    clock.move(days=15)
    data = shop.change(customer, **fields)
    assert round(data["amount"] * 100) == amount
    assert round(data["newCost"] * 100) == new_cost == subscription_of(customer).cost
    assert shop.balance == 100_000_00 - 100_00 - amount == balance_by_entries(shop.seller)
    kind = [("charge", amount)] if amount > 0 else [("refund", -amount)] if amount < 0 else []
    assert moved(shop.seller) == [("charge", 100_00), *kind]
    assert subscription_of(customer).period_end == datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)


def test_every_amount_is_at_the_tiers_discount(clock: Clock) -> None:
    shop = make_shop(discount_percent=15)
    customer = shop.create()
    clock.move(days=10)
    # 85.00 before, 170.00 + 8.50 * 2 + 21.25 = 208.25 after: 138.83 - 56.67.
    data = shop.change(customer, seats=2, aiLensMedical=True, addOns={"extraServers": 1})
    assert (data["oldCost"], data["newCost"], data["amount"]) == (85, 208.25, 82.16)


def test_the_answer_shows_the_customer_as_it_is_now(clock: Clock) -> None:
    shop = make_shop()
    shop.plan("large", 250_00)
    customer = shop.create()
    changed = shop.change(customer, planId="large", seats=4, aiLensMedical=True, addOns={"extraWorkspaces": 2})
    read = shop.api.get(path_of(customer)).json()["data"]
    assert changed["customer"] == read
    assert changed["dryRun"] is False
    assert read["subscription"] == {
        "planId": "large",
        "status": "active",
        "seats": 4,
        "addOns": {"extraWorkspaces": 2},
        "aiLensMedical": True,
        "cost": 1090,
        "periodStart": "2026-04-01T00:00:00.000Z",
        "periodEnd": "2026-05-01T00:00:00.000Z",
        "trialEndsAt": None,
    }


def test_add_ons_that_are_not_named_stay_and_a_zero_takes_one_away(clock: Clock) -> None:
    shop = make_shop()
    customer = shop.create(addOns={"hotStorageUnits": 2, "extraServers": 1})
    clock.move(days=15)
    data = shop.change(customer, addOns={"hotStorageUnits": 0, "mssqlDatabases": 4})
    assert data["customer"]["subscription"]["addOns"] == {"extraServers": 1, "mssqlDatabases": 4}
    assert (data["oldCost"], data["newCost"], data["amount"]) == (175, 225, 25)


def test_a_change_and_its_undo_at_the_same_instant_cost_nothing(clock: Clock) -> None:
    shop = make_shop()
    customer = shop.create(seats=7)
    clock.move(days=11, hours=7, seconds=13)
    # 1,616,387 of 2,592,000 s are left: 891.76 of 1,430.00 and 436.52 of 700.00.
    before = shop.balance
    there = shop.change(customer, seats=13, aiLensMedical=True)["amount"]
    back = shop.change(customer, seats=7, aiLensMedical=False)["amount"]
    assert (there, there + back) == (455.24, 0)
    assert shop.balance == before
    assert broken_invariants() == []


def test_the_history_shows_how_the_amount_came_about(clock: Clock) -> None:
    shop = make_shop()
    customer = shop.create()
    clock.move(days=10)
    shop.change(customer, seats=2)
    newest = shop.api.get("/account/credits/history", limit=1).json()["data"]["entries"][0]
    assert (newest["type"], newest["creditsUsed"], newest["customerId"]) == ("charge", 66.66, customer.public_id)
    assert newest["description"] == f"Changed to {shop.seller.plan.name}, 2 seats"
    assert newest["explanation"]["proration"] == {
        "formula": (
            "round(newCost * newSecondsLeft / newSecondsInPeriod)"
            " - round(oldCost * oldSecondsLeft / oldSecondsInPeriod)"
        ),
        "oldCost": 100,
        "newCost": 200,
        "oldSecondsLeft": 20 * DAY,
        "oldSecondsInPeriod": PERIOD,
        "newSecondsLeft": 20 * DAY,
        "newSecondsInPeriod": PERIOD,
        "refundRule": "unused",
    }
    assert newest["explanation"]["seats"] == 2
    assert newest["explanation"]["breakdown"] == {
        "basePlanCost": 200,
        "addOnCost": 0,
        "aiLensMedicalCost": 0,
        "total": 200,
    }


def test_a_period_that_is_over_but_not_renewed_yet_is_not_prorated_and_the_new_plan_begins_with_the_next(
    clock: Clock,
) -> None:
    shop = make_shop()
    shop.plan("year", 1000_00, period="year")
    customer = shop.create()
    clock.set("2026-05-01T00:01:00")
    assert shop.change(customer, planId="year")["amount"] == 0
    assert renewals.renew_due() == 1
    assert moved(shop.seller) == [("charge", 100_00), ("charge", 1000_00)]
    subscription = subscription_of(customer)
    assert subscription.anchor == subscription.period_start == datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
    assert subscription.period_end == datetime.datetime(2027, 5, 1, tzinfo=datetime.UTC)


def test_in_a_trial_nothing_moves_and_the_first_charge_is_for_what_is_held_then(clock: Clock) -> None:
    shop = make_shop()
    shop.plan("year", 1000_00, period="year")
    customer = shop.create(trialDays=14)
    clock.move(days=7)
    for fields, cost in (({"seats": 3}, 300), ({"planId": "year"}, 3000), ({"seats": 1}, 1000)):
        data = shop.change(customer, **fields)
        assert (data["newCost"], data["amount"], data["balanceAfter"]) == (cost, 0, None)
        assert data["customer"]["subscription"]["status"] == "trialing"
        assert data["customer"]["subscription"]["periodEnd"] == "2026-04-15T00:00:00.000Z"
    assert moved(shop.seller) == []
    assert shop.balance == BALANCE


def test_a_held_plan_that_nobody_can_order_any_more_can_still_change_its_seats(clock: Clock) -> None:
    shop = make_shop()
    customer = shop.create()
    plan = shop.seller.plan
    plan.is_active = plan.open_to_all = False
    plan.save()
    clock.move(days=15)
    assert shop.change(customer, seats=2)["amount"] == 50
    refused = shop.api.post("/customers", {"email": "two@example.com", "planId": plan.slug})
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, "INVALID_PLAN")


def test_a_price_that_rose_is_not_charged_by_a_change_of_the_profile(clock: Clock) -> None:
    shop = make_shop()
    customer = shop.create(seats=2)
    plan = shop.seller.plan
    plan.price = 900_00
    plan.save()
    clock.move(days=15)
    data = shop.change(customer, name="New name", seats=2, planId=plan.slug, addOns={}, aiLensMedical=False)
    assert (data["oldCost"], data["newCost"], data["amount"], data["balanceAfter"]) == (200, 200, 0, None)
    assert moved(shop.seller) == [("charge", 200_00)]


def test_within_a_period_one_seat_more_costs_what_the_others_do_and_an_undo_brings_all_of_it_back(clock: Clock) -> None:
    shop = make_shop(discount_percent=10)
    customer = shop.create(seats=2, addOns={"extraServers": 1})
    _reprice(shop, plan=900_00, add_ons=1_00, discount_percent=50)
    clock.move(days=15)
    assert shop.change(customer, seats=3)["amount"] == 45
    assert shop.change(customer, addOns={"extraServers": 2})["amount"] == 11.25
    # What was not in the order yet is priced by the list of now, at the discount that the period began with.
    assert shop.change(customer, addOns={"mysqlDatabases": 1})["amount"] == 0.45
    assert shop.change(customer, seats=2, addOns={"extraServers": 1, "mysqlDatabases": 0})["amount"] == -56.7
    assert shop.balance == BALANCE - 202_50


def test_the_next_period_is_charged_by_the_list_and_the_discount_of_its_beginning(clock: Clock) -> None:
    shop = make_shop(discount_percent=10)
    customer = shop.create(seats=2, addOns={"extraServers": 1})
    _reprice(shop, plan=200_00, add_ons=50_00, discount_percent=50)
    clock.set("2026-05-01T00:00:00")
    assert renewals.renew_due() == 1
    assert moved(shop.seller) == [("charge", 202_50), ("charge", 225_00)]
    facts = shop.seller.entries()[-1].facts
    assert facts is not None
    assert facts["discountPercent"] == "50.00"
    _reprice(shop, plan=1_00, add_ons=1_00, discount_percent=0)
    assert shop.change(customer, seats=3)["newCost"] == 325


def _reprice(shop: Shop, *, plan: int, add_ons: int, discount_percent: int) -> None:
    """Everything costs something else from now on."""
    Plan.objects.filter(pk=shop.seller.plan.pk).update(price=plan)
    AddOnPrice.objects.update(price=add_ons)
    Tier.objects.filter(partner__account=shop.seller.account).update(discount_percent=discount_percent)


def test_a_suspended_period_stays_paid_and_its_refund_counts_from_the_deletion(clock: Clock) -> None:
    shop = make_shop()
    customer = shop.create()
    clock.move(days=10)
    shop.post(customer, "suspend")
    clock.move(days=5)
    assert shop.delete(customer)["refund"] == 50
    assert shop.balance == BALANCE - 50_00
