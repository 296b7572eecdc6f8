"""The same request many times at one moment: one execution."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.db import connections
from procrastinate.contrib.django.models import ProcrastinateJob

from customers.models import Customer
from partners.models import IdempotentAnswer
from tests.calls import BASE, Api, code
from tests.factories import make_key
from tests.lifecycle.books import broken_invariants, moved
from tests.lifecycle.shop import BALANCE, make_shop, path_of, subscription_of
from tests.lifecycle.stop import stop_before
from tests.lifecycle.twins import together
from tests.processes import url_of_test_database
from tests.server.running import running
from tests.server.wire import Answer

pytestmark = pytest.mark.django_db(transaction=True)

TWINS = 50
KEY = {"Idempotency-Key": "order-1"}


def mails_to(customer: Customer) -> int:
    """How many were enqueued. The queue's tables are not Django's: other tests leave jobs there."""
    return ProcrastinateJob.objects.filter(args__customer_id=customer.public_id).count()


def outcome(status: int, replayed: bool, error: str) -> str:
    """One of the three ways in which a twin may end."""
    if status < 300:
        return "replayed" if replayed else "executed"
    return f"{status} {error}"


def outcome_of(answer: Any) -> str:
    error = code(answer) if answer.status_code >= 400 else ""
    return outcome(answer.status_code, "Idempotent-Replayed" in answer.headers, error)


def assert_one_execution(outcomes: Counter[str]) -> None:
    assert outcomes["executed"] == 1
    assert set(outcomes) <= {"executed", "replayed", "409 IDEMPOTENCY_IN_PROGRESS"}
    assert outcomes.total() == TWINS


def test_fifty_parallel_creations_with_one_key_make_one_customer_and_charge_once() -> None:
    shop = make_shop()
    body = {"email": "one@example.com", "planId": shop.seller.plan.slug}
    answers = together([partial(Api(shop.seller.key).post, "/customers", body, headers=KEY) for _ in range(TWINS)])
    assert_one_execution(Counter(map(outcome_of, answers)))
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    assert {answer.headers["Retry-After"] for answer in answers if answer.status_code == 409} <= {"1"}
    assert moved(shop.seller) == [("charge", 100_00)]
    assert shop.balance == BALANCE - 100_00
    assert mails_to(Customer.objects.get()) == 1
    assert broken_invariants() == []


def test_fifty_parallel_mails_with_one_key_are_one_mail() -> None:
    """Nothing but the key keeps these from being fifty."""
    shop = make_shop()
    customer = shop.create()
    path = f"{path_of(customer)}/resend-welcome"
    answers = together([partial(Api(shop.seller.key).post, path, b"", headers=KEY) for _ in range(TWINS)])
    assert_one_execution(Counter(map(outcome_of, answers)))
    assert mails_to(customer) == 1
    assert IdempotentAnswer.objects.count() == 1


def test_fifty_parallel_twins_on_a_real_server_of_two_processes_are_one_execution(tmp_path: Path) -> None:
    shop = make_shop()
    customer = shop.create()
    path = f"{BASE}{path_of(customer)}/resend-welcome"
    with running(tmp_path, url_of_test_database(), WEB_WORKERS="2", WEB_THREADS="4") as server:

        def call() -> Answer:
            return server.call(path, "POST", b"", X_API_Key=shop.seller.key, Idempotency_Key="order-1")

        answers = together([call] * TWINS)
        later = call()
    outcomes = Counter(
        outcome(
            answer.status,
            answer.header("Idempotent-Replayed") is not None,
            answer.json["error"]["code"] if answer.status >= 400 else "",
        )
        for answer in answers
    )
    assert_one_execution(outcomes)
    assert (later.status, later.header("Idempotent-Replayed")) == (202, "true")
    assert mails_to(customer) == 1


def test_while_the_first_runs_its_twin_is_told_to_wait_and_then_gets_the_answer() -> None:
    shop = make_shop()
    path = path_of(shop.create())

    def change() -> Any:
        try:
            return Api(shop.seller.key).patch(path, {"seats": 2}, headers=KEY)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread, stop_before("INSERT ON partners_idempotentanswer") as stop:
        first = thread.submit(change)
        stop.wait_until_reached()
        for sent in ({"seats": 2}, {"seats": 3}):
            early = shop.api.patch(path, sent, headers=KEY)
            assert (early.status_code, code(early)) == (409, "IDEMPOTENCY_IN_PROGRESS")
            assert early.headers["Retry-After"] == "1"
        # Other keys, and other accounts with this one, have nothing to wait for.
        assert shop.api.get(path).status_code == 200
        other = make_shop()
        stop.let_go()
        assert first.result().status_code == 200
        assert other.api.post("/customers/quote", {"planId": other.seller.plan.slug}, headers=KEY).status_code == 200
    late = shop.api.patch(path, {"seats": 2}, headers=KEY)
    assert (late.headers["Idempotent-Replayed"], late.content) == ("true", first.result().content)
    assert moved(shop.seller) == [("charge", 100_00)] * 2


def test_an_answer_that_came_in_between_wins_and_the_loser_leaves_no_effect() -> None:
    """The first commits after the second has looked and before it has the lock: only the store can notice."""
    shop = make_shop()
    customer = shop.create()

    def change() -> Any:
        try:
            return Api(shop.seller.key).patch(path_of(customer), {"seats": 2}, headers=KEY)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread, stop_before("INSERT ON credits_entry") as stop:
        loser = thread.submit(change)
        stop.wait_until_reached()
        IdempotentAnswer.objects.create(
            account=shop.seller.account,
            mode="live",
            key="order-1",
            fingerprint=bytes(32),
            status=200,
            headers={"Content-Type": "application/json"},
            body=orjson.dumps({"success": True}),
        )
        stop.let_go()
        assert (loser.result().status_code, code(loser.result())) == (409, "IDEMPOTENCY_IN_PROGRESS")
    assert subscription_of(customer).seats == 1
    assert moved(shop.seller) == [("charge", 100_00)]


def test_twins_of_different_keys_are_different_requests() -> None:
    shop = make_shop()
    customer = shop.create()
    path = f"{path_of(customer)}/resend-welcome"
    key = make_key(shop.seller.account)
    calls = [partial(Api(key).post, path, b"", headers={"Idempotency-Key": f"order-{n}"}) for n in range(5)]
    assert {outcome_of(answer) for answer in together(calls)} == {"executed"}
    assert mails_to(customer) == 5
