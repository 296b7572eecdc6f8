"""The periodic tasks about subscriptions, called as a worker calls them: twice, and money moves once."""

import pytest
from procrastinate.contrib.django import app

from config import tasks
from tests.lifecycle.books import everything, moved
from tests.lifecycle.clock import Clock
from tests.lifecycle.shop import make_shop, subscription_of
from tests.lifecycle.situations import suspended_unpaid

pytestmark = pytest.mark.django_db


def test_renewals_run_every_few_minutes_and_top_ups_are_noticed_within_one() -> None:
    registered = {one.task.name: one.cron for one in app.periodic_registry.periodic_tasks.values()}
    assert registered["customers.renew_due"] == "*/5 * * * *"
    assert registered["customers.resume_unpaid"] == "* * * * *"


def test_the_renewal_task_run_twice_charges_once(clock: Clock) -> None:
    shop = make_shop()
    shop.create()
    clock.set("2026-05-01T00:00:00")
    tasks.renew_due(timestamp=0)
    before = everything()
    tasks.renew_due(timestamp=0)
    assert everything() == before
    assert moved(shop.seller) == [("charge", 100_00)] * 2


def test_the_resuming_task_run_twice_charges_once(clock: Clock) -> None:
    shop = make_shop()
    customer = suspended_unpaid(shop, clock)
    shop.top_up(250_00)
    tasks.resume_unpaid(timestamp=0)
    before = everything()
    tasks.resume_unpaid(timestamp=0)
    assert everything() == before
    assert (shop.balance, subscription_of(customer).status) == (150_00, "active")
