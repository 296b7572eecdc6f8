"""Renewals of an inactive account pause, and go on once, from the day on which it is active again."""

import datetime

import pytest
from django.test import Client

from customers import renewals
from customers.models import Customer
from partners.accounts import set_account_status
from partners.models import AccountStatus
from tests.admin import staff
from tests.lifecycle.books import broken_invariants, everything, moved
from tests.lifecycle.clock import Clock
from tests.lifecycle.shop import Shop, make_shop, subscription_of
from tests.lifecycle.situations import past_due, suspended_unpaid

pytestmark = pytest.mark.django_db


def deactivate(shop: Shop) -> None:
    assert set_account_status(shop.seller.account, AccountStatus.INACTIVE)


def activate(shop: Shop) -> None:
    assert set_account_status(shop.seller.account, AccountStatus.ACTIVE)


def periods(customer: Customer) -> tuple[int, str, str]:
    """(number, start, end) of the running period."""
    subscription = subscription_of(customer)
    return subscription.period_number, f"{subscription.period_start:%Y-%m-%d}", f"{subscription.period_end:%Y-%m-%d}"


def renewed_daily(customer: Customer, clock: Clock, days: int) -> list[str]:
    """Run the renewals once a day from now on; return the subscription's status after each."""
    statuses = []
    for _ in range(days):
        renewals.renew_due()
        statuses.append(subscription_of(customer).status)
        clock.move(days=1)
    return statuses


def test_nothing_is_charged_or_tried_while_the_account_is_inactive(clock: Clock) -> None:
    shop, other = make_shop(), make_shop()
    shop.create()
    others = other.create(email="other@example.com")
    deactivate(shop)
    clock.set("2026-05-01T00:00:00")
    assert renewals.renew_due() == 1
    assert periods(others)[0] == 2
    before = everything()
    clock.set("2026-05-20T00:00:00")
    assert (renewals.renew_due(), renewals.resume_unpaid()) == (0, 0)
    assert everything() == before


def test_after_months_of_pause_one_period_is_charged_that_begins_with_the_reactivation(clock: Clock) -> None:
    shop = make_shop()
    customer = shop.create()
    clock.set("2026-04-20T00:00:00")
    deactivate(shop)
    clock.set("2026-08-10T12:00:00")
    activate(shop)
    clock.move(minutes=4)
    assert (renewals.renew_due(), renewals.renew_due()) == (1, 0)
    assert periods(customer) == (2, "2026-08-10", "2026-09-10")
    assert moved(shop.seller) == [("charge", 100_00)] * 2
    clock.set("2026-09-10T12:00:00")
    assert renewals.renew_due() == 1
    assert periods(customer) == (3, "2026-09-10", "2026-10-10")
    assert broken_invariants() == []


def test_a_pause_within_a_period_changes_nothing(clock: Clock) -> None:
    shop = make_shop()
    customer = shop.create()
    clock.set("2026-04-10T00:00:00")
    deactivate(shop)
    clock.set("2026-04-20T00:00:00")
    activate(shop)
    clock.set("2026-07-02T00:00:00")
    assert renewals.renew_due() == 3
    assert periods(customer) == (4, "2026-07-01", "2026-08-01")
    assert moved(shop.seller) == [("charge", 100_00)] * 4


def test_a_trial_that_ended_in_the_pause_is_followed_by_a_paid_period_from_the_reactivation(clock: Clock) -> None:
    shop = make_shop()
    customer = shop.create(trialDays=5)
    deactivate(shop)
    clock.set("2026-06-15T00:00:00")
    activate(shop)
    assert renewals.renew_due() == 1
    assert periods(customer) == (2, "2026-06-15", "2026-07-15")
    assert subscription_of(customer).status == "active"


def test_the_week_of_retries_stands_still_in_the_pause(clock: Clock) -> None:
    shop = make_shop()
    customer = past_due(shop, clock)
    deactivate(shop)
    clock.move(days=60)
    activate(shop)
    assert renewed_daily(customer, clock, days=10) == ["past_due"] * 7 + ["suspended"] * 3


def test_days_that_were_used_unpaid_before_the_pause_are_paid_after_it(clock: Clock) -> None:
    shop = make_shop()
    customer = past_due(shop, clock)
    end = subscription_of(customer).period_end
    clock.move(days=5)
    deactivate(shop)
    clock.move(days=14)
    activate(shop)
    shop.top_up(100_00)
    assert renewals.resume_unpaid() == 1
    assert subscription_of(customer).period_start == end + datetime.timedelta(days=14)
    assert subscription_of(customer).period_start == clock.time - datetime.timedelta(days=5)


def test_the_unpaid_week_before_a_suspension_is_paid_after_a_pause_too(clock: Clock) -> None:
    shop = make_shop()
    customer = suspended_unpaid(shop, clock)
    clock.move(days=1)
    deactivate(shop)
    clock.move(days=1)
    activate(shop)
    shop.top_up(100_00)
    assert renewals.resume_unpaid() == 1
    assert subscription_of(customer).period_start == clock.time - datetime.timedelta(days=7)


def test_renewals_that_stood_still_before_a_pause_are_made_up_for(clock: Clock) -> None:
    shop = make_shop()
    customer = shop.create()
    clock.set("2026-06-15T00:00:00")
    deactivate(shop)
    clock.set("2026-06-16T00:00:00")
    activate(shop)
    assert renewals.renew_due() == 2
    assert periods(customer) == (3, "2026-06-02", "2026-07-02")


def test_of_a_week_of_retries_the_days_before_the_pause_count(clock: Clock) -> None:
    shop = make_shop()
    customer = past_due(shop, clock)
    clock.move(days=5)
    renewals.renew_due()
    deactivate(shop)
    clock.move(days=60)
    activate(shop)
    assert renewed_daily(customer, clock, days=4) == ["past_due"] * 2 + ["suspended"] * 2


def test_a_top_up_resumes_nothing_before_the_account_is_active(clock: Clock) -> None:
    shop = make_shop()
    customer = suspended_unpaid(shop, clock)
    deactivate(shop)
    shop.top_up(100_00)
    before = everything()
    assert renewals.resume_unpaid() == 0
    assert everything() == before
    activate(shop)
    assert renewals.resume_unpaid() == 1
    assert subscription_of(customer).status == "active"


def test_staff_see_that_renewals_are_paused_and_since_when(clock: Clock, client: Client) -> None:
    shop = make_shop()
    customer = shop.create()
    client.force_login(staff.make_operator())
    account, subscription = shop.seller.account, subscription_of(customer)
    pages = (
        f"/admin/partners/account/{account.pk}/change/",
        f"/admin/customers/subscription/{subscription.pk}/change/",
    )
    assert ["paused" in staff.text_of(client.get(page)) for page in pages] == [False, False]
    deactivate(shop)
    texts = [staff.text_of(client.get(page)) for page in pages]
    assert f"paused since {clock.time:%Y-%m-%d %H:%M} UTC, because the account is inactive" in texts[0]
    assert "paused, because the account is inactive" in texts[1]
