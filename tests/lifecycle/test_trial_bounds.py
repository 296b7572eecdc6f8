"""Trials of customers: one for each mailbox, within the bounds of the tier, also of two that come at once."""

from functools import partial
from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from customers import renewals
from customers.models import Customer, Trial
from partners.modes import TEST
from tests.calls import Api, code, details
from tests.factories import make_key
from tests.lifecycle.clock import Clock
from tests.lifecycle.shop import Shop, make_shop, path_of
from tests.lifecycle.twins import together
from tests.state import nothing_moves

pytestmark = pytest.mark.django_db

ADDRESS = "ada@example.com"


def order(shop: Shop, **fields: Any) -> dict[str, Any]:
    return {"email": ADDRESS, "planId": shop.seller.plan.slug, "trialDays": 14, "sendWelcomeEmail": False, **fields}


def refused(shop: Shop, **fields: Any) -> tuple[int, str, Any]:
    """Status, code and details of a creation that is refused, dry or not, after which nothing has moved."""
    answers = []
    for suffix in ("?dryRun=true", ""):
        with nothing_moves():
            answer = shop.api.post(f"/customers{suffix}", order(shop, **fields))
        answers.append((answer.status_code, code(answer), details(answer)))
    assert answers[0] == answers[1]
    return answers[1]


#: What is ordered, the bound that it breaks, and the most; the last is the order of the issue: 50 PB for nothing.
BEYOND: list[tuple[dict[str, Any], str, int, int]] = [
    ({"trialDays": 31}, "trialDays", 30, 31),
    ({"seats": 4}, "seats", 3, 4),
    ({"addOns": {"hotStorageUnits": 1}}, "hotStorageUnits", 0, 1),
    ({"addOns": {"coldStorageUnits": 1}}, "coldStorageUnits", 0, 1),
    ({"addOns": {"deepFreezeUnits": 1}}, "deepFreezeUnits", 0, 1),
    ({"addOns": {"extraServers": 2, "mysqlDatabases": 3}}, "mysqlDatabases", 2, 3),
    ({"seats": 1000, "addOns": {"hotStorageUnits": 100_000}, "trialDays": 90}, "trialDays", 30, 90),
]
BOUNDS = {"customer_trial_days": 30, "customer_trial_seats": 3, "customer_trial_units": 2, "open_customer_trials": 2}


@pytest.mark.parametrize(("fields", "limit", "allowed", "requested"), BEYOND)
def test_a_trial_beyond_a_bound_of_the_tier_is_refused_by_its_name(
    fields: dict[str, Any], limit: str, allowed: int, requested: int
) -> None:
    shop = make_shop(balance=0, **BOUNDS)
    told = {"limit": limit, "allowed": allowed, "requested": requested}
    assert refused(shop, **fields) == (403, "TRIAL_LIMIT", told)


def test_a_trial_at_its_bounds_is_made_and_an_order_that_is_paid_has_none(clock: Clock) -> None:
    shop = make_shop(**BOUNDS)
    shop.create(**order(shop, trialDays=30, seats=3, addOns={"extraServers": 2, "mysqlDatabases": 2}))
    beyond = {"seats": 4, "addOns": {"hotStorageUnits": 9, "extraServers": 3}}
    shop.create(email="paid@example.com", **beyond)
    assert Trial.objects.count() == 1


def test_by_default_an_order_of_50_petabytes_for_nothing_is_refused() -> None:
    shop = make_shop(balance=0)
    fields = {"addOns": {"hotStorageUnits": 100_000}, "trialDays": 90}
    told = {"limit": "hotStorageUnits", "allowed": 0, "requested": 100_000}
    assert refused(shop, **fields) == (403, "TRIAL_LIMIT", told)
    assert refused(shop, seats=1000)[2] == {"limit": "seats", "allowed": 10, "requested": 1000}


def test_a_running_trial_is_not_changed_beyond_its_bounds_and_a_paid_order_is(clock: Clock) -> None:
    shop = make_shop(balance=100_000_00, **BOUNDS)
    customer = shop.create(**order(shop))
    for fields, limit in (({"seats": 4}, "seats"), ({"addOns": {"coldStorageUnits": 1}}, "coldStorageUnits")):
        for suffix in ("?dryRun=true", ""):
            with nothing_moves():
                answer = shop.api.patch(path_of(customer) + suffix, fields)
            assert (answer.status_code, code(answer), details(answer)["limit"]) == (403, "TRIAL_LIMIT", limit)
    shop.change(customer, seats=3, addOns={"extraServers": 2})
    clock.move(days=14)
    assert renewals.renew_due() == 1
    assert shop.change(customer, seats=4, addOns={"coldStorageUnits": 1})["amount"] == 125


def test_what_a_trial_had_before_there_were_bounds_may_get_less_and_not_more(clock: Clock) -> None:
    shop = make_shop(**BOUNDS)
    customer = shop.create(**order(shop))
    subscription = customer.subscription
    subscription.seats, subscription.add_ons = 9, {"hotStorageUnits": 5}
    subscription.save()
    assert shop.change(customer, seats=8, addOns={"hotStorageUnits": 4})["newCost"] == 900
    for fields in ({"seats": 9}, {"addOns": {"hotStorageUnits": 5}}):
        assert code(shop.api.patch(path_of(customer), fields)) == "TRIAL_LIMIT"


def test_trials_that_run_at_once_are_counted_suspended_ones_too(clock: Clock) -> None:
    shop = make_shop(**BOUNDS)
    first = shop.create(**order(shop, trialDays=5))
    shop.post(shop.create(**order(shop, email="b@example.com")), "suspend")
    told = {"limit": "openTrials", "allowed": 2, "requested": 3}
    assert refused(shop, email="c@example.com") == (403, "TRIAL_LIMIT", told)
    test = Api(make_key(shop.seller.account, TEST))
    assert test.post("/customers", order(shop, email="c@example.com")).status_code == 201
    clock.move(days=5)
    shop.create(**order(shop, email="c@example.com"))
    assert refused(shop, email="d@example.com")[2] == told
    shop.delete(Customer.objects.get(email="c@example.com", mode="live"))
    shop.create(**order(shop, email="d@example.com"))
    assert first.email == ADDRESS


@pytest.mark.parametrize("email", [ADDRESS, "ADA@Example.com", "ada+two@example.com", "Ada+x+y@EXAMPLE.com"])
def test_a_mailbox_has_one_trial_whatever_became_of_the_customer(clock: Clock, email: str) -> None:
    shop = make_shop()
    customer = shop.create(**order(shop))
    shop.delete(customer)
    clock.move(days=100)
    began_at = Trial.objects.get().created_at
    status, named, told = refused(shop, email=email)
    assert (status, named, told["customerId"]) == (409, "TRIAL_USED", customer.public_id)
    assert told["beganAt"] == began_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert shop.create(email=email).subscription.trial_ends_at is None


@pytest.mark.parametrize("email", ["a.da@example.com", "ada@example.org", "+ada@example.com"])
def test_other_mailboxes_have_trials_of_their_own(email: str) -> None:
    shop, other = make_shop(), make_shop()
    shop.create(**order(shop))
    shop.create(**order(shop, email=email))
    other.create(**order(other))
    assert Api(make_key(shop.seller.account, TEST)).post("/customers", order(shop)).status_code == 201


def test_a_trial_does_not_move_to_a_mailbox_that_had_one_and_takes_the_trial_of_its_new_one(clock: Clock) -> None:
    shop = make_shop()
    shop.delete(shop.create(**order(shop)))
    customer = shop.create(**order(shop, email="b@example.com"))
    for suffix in ("?dryRun=true", ""):
        with nothing_moves():
            answer = shop.api.patch(path_of(customer) + suffix, {"email": "ada+b@example.com"})
        assert (answer.status_code, code(answer)) == (409, "TRIAL_USED")
    shop.change(customer, email="B+tag@example.com")
    shop.change(customer, email="c@example.com")
    for email in ("b@example.com", "c+d@example.com"):
        assert refused(shop, email=email)[1] == "TRIAL_USED"
    clock.move(days=14)
    assert renewals.renew_due() == 1
    shop.change(customer, email=ADDRESS)


@pytest.mark.django_db(transaction=True)
def test_of_two_trials_of_a_mailbox_at_once_one_is_made(clock: Clock) -> None:
    shop = make_shop()
    emails = (ADDRESS, "ada+1@example.com", "ADA+2@example.com", "ada+3@example.com")
    answers = together([partial(shop.api.post, "/customers", order(shop, email=email)) for email in emails])
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert Customer.objects.count() == Trial.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_trials_at_once_do_not_exceed_their_number(clock: Clock) -> None:
    shop = make_shop(**BOUNDS)
    orders = [order(shop, email=f"{number}@example.com") for number in range(5)]
    answers = together([partial(shop.api.post, "/customers", body) for body in orders])
    assert sorted(answer.status_code for answer in answers) == [201, 201, 403, 403, 403]
    assert Customer.objects.count() == 2


def test_trials_from_before_count_as_the_first_of_their_mailbox(clock: Clock) -> None:
    shop = make_shop()
    emails = ("Ada+1@Example.com", "b@example.com", "+c@example.com")
    made = [shop.create(**order(shop, email=email)) for email in emails]
    shop.create(email="d@example.com")
    Trial.objects.all().delete()
    second = shop.create(email="ada@example.com")
    second.subscription.trial_ends_at = clock.time
    second.subscription.save()
    module: Any = import_module("customers.migrations.0007_one_trial_for_each_mailbox")
    for _ in range(2):
        with connection.cursor() as cursor:
            cursor.execute(module.HAD)
    found = dict(Trial.objects.values_list("mailbox", "customer_id"))
    mailboxes = ("ada@example.com", "b@example.com", "+c@example.com")
    assert found == {mailbox: customer.pk for mailbox, customer in zip(mailboxes, made, strict=True)}
