"""Many creations at once, in threads with connections of their own."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from customers.models import Customer, Organization, Subscription
from tests.calls import Api
from tests.factories import Seller, make_seller
from tests.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.django_db(transaction=True)

TWENTY = 20


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """The answers of all calls, begun at one moment."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        connection.ensure_connection()
        start.wait(timeout=PATIENCE_SECONDS)
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def create(seller: Seller, email: str) -> Callable[[], Any]:
    return lambda: Api(seller.key).post("/customers", {"email": email, "planId": seller.plan.slug})


def codes(answers: list[Any]) -> Counter[str]:
    return Counter(answer.json().get("error", {}).get("code", "created") for answer in answers)


def test_of_20_at_once_with_room_for_5_exactly_5_exist_and_are_paid() -> None:
    seller = make_seller(balance=5 * 100_00 + 99_99)
    answers = at_once([create(seller, f"customer{number}@example.com") for number in range(TWENTY)])
    assert codes(answers) == {"created": 5, "INSUFFICIENT_CREDITS": 15}
    made = {answer.json()["data"]["id"] for answer in answers if answer.status_code == 201}
    assert {customer.public_id for customer in Customer.objects.all()} == made
    assert (Organization.objects.count(), Subscription.objects.count()) == (5, 5)
    charges = seller.entries()[1:]
    assert {charge.customer_id for charge in charges} == made
    assert [charge.balance_after for charge in charges] == [499_99, 399_99, 299_99, 199_99, 99_99]
    assert seller.balance() == 99_99
    assert {job.args["customer_id"] for job in ProcrastinateJob.objects.all()} == made


def test_of_20_twins_with_one_address_one_exists_and_is_paid_once() -> None:
    seller = make_seller(balance=5000_00)
    addresses = ["mona@example.com", "MONA@example.com"] * (TWENTY // 2)
    answers = at_once([create(seller, address) for address in addresses])
    assert codes(answers) == {"created": 1, "CUSTOMER_EXISTS": 19}
    assert (Customer.objects.count(), ProcrastinateJob.objects.count()) == (1, 1)
    assert (seller.balance(), len(seller.entries())) == (4900_00, 2)


def test_a_twin_waits_for_the_first_and_succeeds_if_that_one_cannot_pay() -> None:
    poor = make_seller(balance=100_00)
    dear = {"email": "mona@example.com", "planId": poor.plan.slug, "seats": 1000}
    calls = [lambda: Api(poor.key).post("/customers", dear)] * 10 + [create(poor, "mona@example.com")] * 10
    answers = at_once(calls)
    assert codes(answers)["created"] == 1
    assert (Customer.objects.count(), poor.balance()) == (1, 0)


def test_partners_do_not_wait_for_each_other() -> None:
    sellers = [make_seller(balance=100_00) for _ in range(10)]
    answers = at_once([create(seller, "mona@example.com") for seller in sellers * 2])
    assert codes(answers) == {"created": 10, "CUSTOMER_EXISTS": 10}
    assert [seller.balance() for seller in sellers] == [0] * 10
