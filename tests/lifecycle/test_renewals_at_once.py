"""Renewals on several workers at once, beside changes, and killed in the middle: money moves once."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connections

from credits.models import Entry
from customers import renewals
from customers.models import Subscription
from tests.factories import make_customer
from tests.lifecycle.books import broken_invariants, moved
from tests.lifecycle.clock import Clock
from tests.lifecycle.shop import Shop, make_shop, path_of, subscription_of
from tests.lifecycle.stop import stop_before
from tests.lifecycle.twins import together
from tests.processes import processes

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = 4
DUE = "2026-05-02T00:00:00+00:00"


def make_due(shop: Shop, count: int, clock: Clock) -> list[Subscription]:
    """So many subscriptions that are due a month from now, one second after the other, as if they had been paid for."""
    made = []
    for _ in range(count):
        made.append(make_customer(shop.seller).subscription)
        clock.move(seconds=1)
    return made


def in_a_thread(call: Any) -> Any:
    """As it is, with the thread's own connection closed at the end."""
    try:
        return call()
    finally:
        connections.close_all()


def test_four_workers_at_once_charge_each_subscription_once(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewals, "BATCH", 7)
    shops = [make_shop(), make_shop(balance=1000_00)]
    for shop in shops:
        make_due(shop, 30, clock)
    clock.set(DUE)
    assert sum(together([renewals.renew_due] * WORKERS)) == 60
    assert [shop.balance for shop in shops] == [10_000_00 - 30 * 100_00, 0]
    assert moved(shops[0].seller) == [("charge", 100_00)] * 30
    assert moved(shops[1].seller) == [("charge", 100_00)] * 10
    assert Subscription.objects.filter(status="active", period_number=2).count() == 40
    assert Subscription.objects.filter(status="past_due", period_number=1).count() == 20
    assert renewals.renew_due() == 0
    assert broken_invariants() == []


def test_four_workers_at_once_resume_each_subscription_once(clock: Clock) -> None:
    shop = make_shop(balance=0)
    make_due(shop, 12, clock)
    clock.set(DUE)
    assert renewals.renew_due() == 12
    shop.top_up(1150_00)
    assert sum(together([renewals.resume_unpaid] * WORKERS)) == 11
    assert shop.balance == 50_00
    assert moved(shop.seller, skip=1) == [("charge", 100_00)] * 11
    assert broken_invariants() == []


def test_a_worker_killed_in_a_batch_leaves_nothing_of_it_and_another_charges_each_once(clock: Clock) -> None:
    shop = make_shop()
    due = make_due(shop, 30, clock)
    with processes(1) as running, stop_before("UPDATE ON customers_subscription", f"NEW.id = {due[14].pk}") as stop:
        worker = running.begin("tests.lifecycle.renewing:renew", DUE, 10)
        session = stop.wait_until_reached()
        worker.kill()
        worker.wait()
        stop.let_go()
        stop.wait_until_gone(session)
    assert Entry.objects.filter(kind="charge").count() == 10
    assert Subscription.objects.filter(period_number=2).count() == 10
    clock.set(DUE)
    assert renewals.renew_due() == 20
    assert moved(shop.seller) == [("charge", 100_00)] * 30
    assert {(one.period_number, one.is_paid, one.status) for one in Subscription.objects.all()} == {(2, True, "active")}
    assert broken_invariants() == []


def test_a_customer_that_is_being_changed_is_left_to_the_next_run_and_nobody_waits_for_ever(clock: Clock) -> None:
    shop = make_shop()
    shop.plan("year", 1000_00, period="year")
    changing, other = shop.create(), make_customer(shop.seller)
    clock.set("2026-04-30T23:00:00")
    charged = f"NEW.customer_id = '{changing.public_id}'"
    with ThreadPoolExecutor(2) as threads, stop_before("INSERT ON credits_entry", charged) as stop:
        change = threads.submit(in_a_thread, partial(shop.api.patch, path_of(changing), {"planId": "year"}))
        stop.wait_until_reached()
        clock.set(DUE)
        renewal = threads.submit(in_a_thread, renewals.renew_due)
        # The renewal of the other customer needs the wallet that the change has locked.
        stop.wait_until_others_wait(2)
        stop.let_go()
        assert change.result().status_code == 200
        assert renewal.result() == 1
    assert subscription_of(changing).plan.slug == "year"
    assert subscription_of(changing).period_end.isoformat() == "2027-04-01T00:00:00+00:00"
    assert subscription_of(other).period_number == 2
    assert renewals.renew_due() == 0
    assert moved(shop.seller) == [("charge", 100_00), ("charge", 917_78), ("charge", 100_00)]
    assert broken_invariants() == []
