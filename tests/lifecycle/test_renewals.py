"""Renewal at a period's end; past due, tried again for a week; suspended; resumed by a top-up."""

import pytest

from customers import renewals
from tests.factories import make_customer
from tests.lifecycle.books import broken_invariants, everything, moved
from tests.lifecycle.clock import Clock
from tests.lifecycle.shop import BALANCE, make_shop, path_of, subscription_of
from tests.lifecycle.situations import SITUATIONS, empty, past_due, suspended_unpaid

pytestmark = pytest.mark.django_db

#: The beginning of a period, and the ends of the periods that follow, as the calendar has them.
MONTH_ENDS = [
    ("2027-01-31T10:20:30", ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]),
    ("2028-01-31T10:20:30", ["2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31"]),
    ("2027-01-30T10:20:30", ["2027-02-28", "2027-03-30", "2027-04-30", "2027-05-30"]),
    ("2028-01-29T10:20:30", ["2028-02-29", "2028-03-29", "2028-04-29", "2028-05-29"]),
    ("2026-11-30T10:20:30", ["2026-12-30", "2027-01-30", "2027-02-28", "2027-03-30"]),
    ("2026-04-15T10:20:30", ["2026-05-15", "2026-06-15", "2026-07-15", "2026-08-15"]),
]
YEAR_ENDS = [
    ("2028-02-29T10:20:30", ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
    ("2027-02-28T10:20:30", ["2028-02-28", "2029-02-28", "2030-02-28", "2031-02-28"]),
]


@pytest.mark.parametrize(
    ("period", "began", "ends"),
    [*(("month", *row) for row in MONTH_ENDS), *(("year", *row) for row in YEAR_ENDS)],
    ids=[row[0][:10] for row in MONTH_ENDS + YEAR_ENDS],
)
def test_a_period_ends_on_the_day_it_began_or_the_months_last(
    clock: Clock, period: str, began: str, ends: list[str]
) -> None:
    clock.set(began)
    shop = make_shop()
    shop.plan("regular", 10_00, period=period)
    customer = shop.create(planId="regular")
    found = []
    for _ in ends:
        found.append(subscription_of(customer).period_end.isoformat())
        clock.time = subscription_of(customer).period_end
        assert renewals.renew_due() == 1
    assert found == [f"{end}T10:20:30+00:00" for end in ends]
    assert moved(shop.seller) == [("charge", 10_00)] * 5


def test_a_renewal_charges_the_cost_of_the_period_and_moves_it_on(clock: Clock) -> None:
    shop = make_shop(discount_percent=50)
    customer = shop.create(seats=3, addOns={"extraServers": 1})
    clock.set("2026-04-30T23:59:59")
    assert renewals.renew_due() == 0
    clock.set("2026-05-01T00:00:00")
    assert renewals.renew_due() == 1
    assert moved(shop.seller) == [("charge", 162_50)] * 2
    subscription = subscription_of(customer)
    assert (subscription.period_number, subscription.revision, subscription.status) == (2, 0, "active")
    assert subscription.period_start.isoformat() == "2026-05-01T00:00:00+00:00"
    assert subscription.next_charge_at == subscription.period_end
    assert subscription.period_end.isoformat() == "2026-06-01T00:00:00+00:00"


def test_running_again_charges_nothing_again(clock: Clock) -> None:
    shop = make_shop()
    shop.create()
    clock.set("2026-05-01T00:00:00")
    assert renewals.renew_due() == 1
    before = everything()
    assert (renewals.renew_due(), renewals.resume_unpaid()) == (0, 0)
    assert everything() == before


def test_a_renewal_that_comes_late_charges_every_period_that_has_begun(clock: Clock) -> None:
    shop = make_shop()
    customer = shop.create()
    clock.set("2026-07-31T00:00:00")
    assert renewals.renew_due() == 3
    assert moved(shop.seller) == [("charge", 100_00)] * 4
    assert subscription_of(customer).period_end.isoformat() == "2026-08-01T00:00:00+00:00"
    references = [entry.reference.rpartition(":p")[2] for entry in shop.seller.entries()[1:]]
    assert references == ["1:r0", "2:r0", "3:r0", "4:r0"]


def test_what_costs_nothing_renews_without_a_movement(clock: Clock) -> None:
    shop = make_shop()
    shop.plan("free", 0)
    customer = shop.create(planId="free")
    clock.set("2026-05-01T00:00:00")
    assert renewals.renew_due() == 1
    assert moved(shop.seller) == []
    assert subscription_of(customer).period_number == 2


@pytest.mark.parametrize("situation", ["suspended", "suspended_unpaid", "deleted"])
def test_who_is_suspended_or_deleted_is_not_renewed(clock: Clock, situation: str) -> None:
    shop = make_shop()
    SITUATIONS[situation](shop, clock)
    shop.top_up(10_000_00)
    clock.move(days=365)
    before = everything()
    assert renewals.renew_due() == 0
    assert everything() == before


def test_what_can_not_be_paid_is_past_due_and_tried_seven_times_once_a_day(clock: Clock) -> None:
    shop = make_shop()
    customer = past_due(shop, clock)
    tried = []
    for _ in range(24 * 9):
        clock.move(hours=1)
        if renewals.renew_due():
            tried.append((clock.time.day, clock.time.hour, subscription_of(customer).status))
    # The trial had ended on 2 April at midnight.
    assert tried == [*((day, 0, "past_due") for day in range(3, 9)), (9, 0, "suspended")]
    shown = shop.api.get(path_of(customer)).json()["data"]
    assert (shown["status"], shown["subscription"]["status"]) == ("suspended", "suspended")
    assert shop.balance == 0
    assert subscription_of(customer).next_charge_at is None


def test_a_try_that_can_be_paid_goes_on_from_the_old_periods_end(clock: Clock) -> None:
    shop = make_shop()
    customer = past_due(shop, clock)
    for _ in range(3):
        clock.move(days=1)
        assert renewals.renew_due() == 1
    shop.top_up(100_00)
    clock.move(days=1)
    assert renewals.renew_due() == 1
    subscription = subscription_of(customer)
    assert (subscription.status, subscription.unpaid_since, subscription.is_paid) == ("active", None, True)
    assert subscription.period_start.isoformat() == "2026-04-02T00:00:00+00:00"
    assert subscription.period_end.isoformat() == "2026-05-02T00:00:00+00:00"
    assert shop.balance == 0
    assert broken_invariants() == []


def test_a_top_up_resumes_what_is_past_due_without_waiting_for_the_day(clock: Clock) -> None:
    shop = make_shop()
    customer = past_due(shop, clock)
    clock.move(hours=1)
    shop.top_up(99_99)
    assert renewals.resume_unpaid() == 0
    shop.top_up(1)
    assert renewals.resume_unpaid() == 1
    assert shop.balance == 0
    assert subscription_of(customer).period_start.isoformat() == "2026-04-02T00:00:00+00:00"
    assert renewals.resume_unpaid() == 0


def test_a_top_up_resumes_who_was_suspended_for_it_and_the_unpaid_week_is_paid(clock: Clock) -> None:
    shop = make_shop()
    customer = suspended_unpaid(shop, clock)
    clock.set("2026-09-07T06:00:00")
    shop.top_up(100_00)
    assert renewals.resume_unpaid() == 1
    shown = shop.api.get(path_of(customer)).json()["data"]
    assert (shown["status"], shown["subscription"]["status"]) == ("active", "active")
    assert shown["subscription"]["periodStart"] == "2026-08-31T06:00:00.000Z"
    assert shown["subscription"]["periodEnd"] == "2026-09-30T06:00:00.000Z"
    assert shop.balance == 0
    clock.set("2026-09-30T06:00:00")
    shop.top_up(100_00)
    assert renewals.renew_due() == 1
    assert subscription_of(customer).period_end.isoformat() == "2026-10-31T06:00:00+00:00"


def test_a_top_up_does_not_resume_what_the_partner_suspended_itself(clock: Clock) -> None:
    shop = make_shop()
    customer = past_due(shop, clock)
    shop.post(customer, "suspend")
    shop.top_up(1000_00)
    assert renewals.resume_unpaid() == 0
    assert shop.balance == 1000_00
    assert shop.api.get(path_of(customer)).json()["data"]["status"] == "suspended"


def test_a_top_up_that_pays_for_some_pays_for_those_and_leaves_the_others_their_day(clock: Clock) -> None:
    shop = make_shop()
    customers = [shop.create(email=f"{number}@example.com", trialDays=1) for number in range(4)]
    empty(shop)
    clock.move(days=1)
    assert renewals.renew_due() == 4
    due = {subscription_of(customer).next_charge_at for customer in customers}
    clock.move(hours=20)
    shop.top_up(250_00)
    renewals.resume_unpaid()
    statuses = sorted(subscription_of(customer).status for customer in customers)
    assert statuses == ["active", "active", "past_due", "past_due"]
    assert shop.balance == 50_00
    waiting = [one for one in map(subscription_of, customers) if one.status == "past_due"]
    assert {one.next_charge_at for one in waiting} == due


def test_in_a_batch_each_partner_pays_for_its_own(clock: Clock) -> None:
    rich, poor = make_shop(), make_shop()
    for shop in (rich, poor):
        for number in range(3):
            shop.create(email=f"{number}@example.com", trialDays=1)
    empty(poor)
    poor.top_up(150_00)
    clock.move(days=1)
    assert renewals.renew_due() == 6
    assert (rich.balance, poor.balance) == (BALANCE - 300_00, 50_00)
    assert broken_invariants() == []


def test_more_than_a_batch_is_renewed_in_one_run(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewals, "BATCH", 7)
    shop = make_shop()
    for _ in range(20):
        make_customer(shop.seller)
    clock.set("2026-05-01T00:00:00")
    assert renewals.renew_due() == 20
    assert shop.balance == BALANCE - 20 * 100_00


def test_test_customers_are_charged_to_the_test_wallet(clock: Clock) -> None:
    shop = make_shop()
    customer = make_customer(shop.seller, mode="test")
    clock.set("2026-05-01T00:00:00")
    assert renewals.renew_due() == 1
    assert (shop.balance, shop.seller.balance("test")) == (BALANCE, 0)
    assert subscription_of(customer).status == "past_due"
