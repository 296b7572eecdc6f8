"""An order is never changed to less storage than is used, not even while something is being stored."""

import threading
from typing import Any

import pytest
from django.db import connection, connections, transaction

from customers.models import Customer, Usage
from errors_docs.exceptions import StorageFull
from imaging.quota import take_room
from tests.calls import code, details
from tests.lifecycle.books import moved
from tests.lifecycle.clock import Clock
from tests.lifecycle.shop import Shop, make_shop, path_of, subscription_of
from tests.lifecycle.twins import together
from tests.state import nothing_moves
from tests.waiting import eventually

GB = 10**9
#: 100 GB of the plan and two units of 500 GB.
ORDER = {"hotStorageUnits": 2}


def filled(used: int, **order: Any) -> tuple[Shop, Customer]:
    """A shop and its customer, of whose 1,100 GB so many bytes are used."""
    shop = make_shop(balance=100_000_00)
    shop.seller.plan.included_storage_gb = 100
    shop.seller.plan.save()
    shop.plan("small", 10_00, included_storage_gb=50)
    shop.plan("large", 500_00, included_storage_gb=1000, period="year")
    customer = shop.create(addOns=ORDER, **order)
    Usage.objects.create(customer=customer, storage_bytes=used, files=1)
    return shop, customer


#: What is used, what is changed, the quota after it, what is too much, and the units that would be enough.
REFUSED: list[tuple[int, dict[str, Any], int, int, int]] = [
    (600 * GB + 1, {"addOns": {"hotStorageUnits": 1}}, 600, 1, 2),
    (40 * 1000 * GB, {"addOns": {"hotStorageUnits": 0}}, 100, 39_900 * GB, 80),
    (1100 * GB, {"planId": "small"}, 1050, 50 * GB, 3),
    (1100 * GB, {"planId": "large", "addOns": {"hotStorageUnits": 0}}, 1000, 100 * GB, 1),
    (101 * GB, {"planId": "small", "seats": 9, "addOns": {"hotStorageUnits": 0}}, 50, 51 * GB, 1),
]


@pytest.mark.django_db
@pytest.mark.parametrize("trial_days", [0, 14])
@pytest.mark.parametrize(("used", "fields", "quota", "excess", "units"), REFUSED)
def test_a_change_to_less_than_is_used_is_refused_with_the_numbers(
    clock: Clock, used: int, fields: dict[str, Any], quota: int, excess: int, units: int, trial_days: int
) -> None:
    shop, customer = filled(used)
    if trial_days:
        subscription = subscription_of(customer)
        subscription.is_paid, subscription.status = False, "trialing"
        subscription.save()
    clock.move(days=3)
    for suffix in ("", "?dryRun=true"):
        with nothing_moves():
            refused = shop.api.patch(path_of(customer) + suffix, fields)
        assert (refused.status_code, code(refused)) == (409, "STORAGE_IN_USE")
        told = {"usedBytes": used, "quotaGB": quota, "excessBytes": excess, "hotStorageUnits": units}
        assert details(refused) == told
        said = f"The customer uses {used} bytes; this change would leave it {quota} GB."
        assert refused.json()["error"]["message"] == said


@pytest.mark.django_db
@pytest.mark.parametrize(("used", "fields", "quota", "excess", "units"), REFUSED)
def test_the_units_that_are_named_are_enough_and_one_less_is_not(
    clock: Clock, used: int, fields: dict[str, Any], quota: int, excess: int, units: int
) -> None:
    shop, customer = filled(min(used, 1100 * GB))
    subscription = subscription_of(customer)
    subscription.add_ons = {"hotStorageUnits": 100}
    subscription.save()
    Usage.objects.update(storage_bytes=used)
    for ordered, status in ((units - 1, 409), (units, 200)):
        wanted = {**fields, "addOns": {"hotStorageUnits": ordered}}
        assert shop.api.patch(path_of(customer), wanted).status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("used", "fields"),
    [
        (600 * GB, {"addOns": {"hotStorageUnits": 1}}),
        (0, {"addOns": {"hotStorageUnits": 0}}),
        (1050 * GB, {"planId": "small"}),
        (1100 * GB, {"addOns": {"hotStorageUnits": 0, "coldStorageUnits": 1}}),
        # Over the quota already, as when the operator lowered it: what doesn't lower it further is taken.
        (5000 * GB, {"seats": 2}),
        (5000 * GB, {"addOns": {"hotStorageUnits": 3}}),
    ],
)
def test_a_change_that_leaves_room_or_takes_none_is_made(clock: Clock, used: int, fields: dict[str, Any]) -> None:
    shop, customer = filled(used)
    assert shop.api.patch(path_of(customer), fields).status_code == 200
    assert subscription_of(customer).revision == 1


@pytest.mark.django_db
def test_a_customer_that_uses_much_can_be_suspended_and_deleted(clock: Clock) -> None:
    shop, customer = filled(1100 * GB)
    shop.post(customer, "suspend")
    assert shop.delete(customer)["status"] == "deleted"
    assert moved(shop.seller) == [("charge", 150_00), ("refund", 150_00)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_of_an_upload_and_a_change_at_once_only_one_gets_the_room(clock: Clock, turn: int) -> None:
    shop, customer = filled(99 * GB)
    answers: list[Any] = together([lambda: _stores(customer), lambda: _shrinks(shop, customer)])
    used = Usage.objects.get(customer=customer).storage_bytes
    assert (*answers, used) in [(True, 409, 599 * GB), (False, 200, 99 * GB)]


@pytest.mark.django_db(transaction=True)
def test_an_upload_that_waits_for_a_change_sees_the_quota_after_it(clock: Clock) -> None:
    shop, customer = filled(99 * GB)
    kept: list[bool] = []
    upload = threading.Thread(target=_stores_alone, args=(customer, kept))
    with transaction.atomic():
        assert _shrinks(shop, customer) == 200
        upload.start()
        eventually(_somebody_waits)
    upload.join()
    assert kept == [False]
    assert Usage.objects.get(customer=customer).storage_bytes == 99 * GB


def _stores(customer: Customer) -> bool:
    """Whether 500 GB more found room."""
    try:
        with transaction.atomic():
            take_room(customer, 500 * GB, reports=0)
    except StorageFull:
        return False
    return True


def _stores_alone(customer: Customer, kept: list[bool]) -> None:
    """The same in a thread with a connection that it closes."""
    try:
        kept.append(_stores(customer))
    finally:
        connections.close_all()


def _shrinks(shop: Shop, customer: Customer) -> int:
    """The status of giving all units up."""
    return int(shop.api.patch(path_of(customer), {"addOns": {"hotStorageUnits": 0}}).status_code)


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        ((waiting,),) = cursor.fetchall()
    return bool(waiting)
