"""A customer's trial: nothing is charged until it ends, and then what is held is."""

import pytest

from customers import renewals
from tests.lifecycle.books import broken_invariants, moved
from tests.lifecycle.clock import Clock
from tests.lifecycle.shop import BALANCE, make_shop, path_of, subscription_of
from tests.lifecycle.situations import empty

pytestmark = pytest.mark.django_db


def test_the_first_charge_falls_at_the_end_of_the_trial(clock: Clock) -> None:
    shop = make_shop()
    customer = shop.create(trialDays=14, seats=2)
    assert moved(shop.seller) == []
    clock.set("2026-04-14T23:59:59")
    assert renewals.renew_due() == 0
    clock.set("2026-04-15T00:00:00")
    assert renewals.renew_due() == 1
    assert moved(shop.seller) == [("charge", 200_00)]
    shown = shop.api.get(path_of(customer)).json()["data"]["subscription"]
    assert (shown["status"], shown["periodStart"], shown["periodEnd"], shown["trialEndsAt"]) == (
        "active",
        "2026-04-15T00:00:00.000Z",
        "2026-05-15T00:00:00.000Z",
        "2026-04-15T00:00:00.000Z",
    )
    (entry,) = shop.seller.entries()[1:]
    assert entry.reference == f"customer:{customer.public_id}:p2:r0"
    assert entry.description == f"{shop.seller.plan.name}, 2 seats, renewed"
    assert entry.facts is not None
    assert (entry.facts["seats"], entry.facts["breakdown"]["total"]) == (2, 200)


def test_what_is_charged_at_the_end_is_what_is_held_then(clock: Clock) -> None:
    shop = make_shop()
    shop.plan("year", 1000_00, period="year")
    customer = shop.create(trialDays=1)
    shop.change(customer, planId="year", seats=3)
    clock.move(days=1)
    assert renewals.renew_due() == 1
    assert moved(shop.seller) == [("charge", 3000_00)]
    assert subscription_of(customer).period_end.isoformat() == "2027-04-02T00:00:00+00:00"


def test_the_month_after_a_trial_ends_on_the_day_of_its_end(clock: Clock) -> None:
    clock.set("2027-01-17T08:00:00")
    shop = make_shop()
    customer = shop.create(trialDays=14)
    ends = []
    for moment in ("2027-01-31T08:00:00", "2027-02-28T08:00:00", "2027-03-31T08:00:00"):
        clock.set(moment)
        assert renewals.renew_due() == 1
        ends.append(subscription_of(customer).period_end.isoformat())
    assert ends == ["2027-02-28T08:00:00+00:00", "2027-03-31T08:00:00+00:00", "2027-04-30T08:00:00+00:00"]


def test_a_trial_that_ends_with_an_empty_wallet_is_past_due(clock: Clock) -> None:
    shop = make_shop()
    customer = shop.create(trialDays=1)
    empty(shop)
    clock.move(days=1)
    assert renewals.renew_due() == 1
    shown = shop.api.get(path_of(customer)).json()["data"]
    assert (shown["status"], shown["subscription"]["status"]) == ("active", "past_due")
    assert shop.balance == 0


def test_a_customer_deleted_in_its_trial_never_costs_anything(clock: Clock) -> None:
    shop = make_shop()
    customer = shop.create(trialDays=14)
    clock.move(days=13)
    assert shop.delete(customer)["refund"] == 0
    clock.move(days=60)
    assert renewals.renew_due() == 0
    assert (shop.balance, moved(shop.seller), broken_invariants()) == (BALANCE, [], [])


@pytest.mark.parametrize(("days", "status"), [(0, 201), (90, 201), (91, 400), (-1, 400)])
def test_a_trial_has_up_to_90_days(clock: Clock, days: int, status: int) -> None:
    shop = make_shop()
    body = {"email": "one@example.com", "planId": shop.seller.plan.slug, "trialDays": days}
    assert shop.api.post("/customers", body).status_code == status
