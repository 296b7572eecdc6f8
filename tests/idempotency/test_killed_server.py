"""A server that dies between the effect and the answer, and a client that asks again: one execution."""

import http.client
import os
import signal
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import orjson
import pytest

from customers.models import Customer
from partners.models import IdempotentAnswer
from tests.calls import BASE
from tests.lifecycle.books import broken_invariants, everything, moved
from tests.lifecycle.shop import BALANCE, Shop, make_shop
from tests.lifecycle.stop import stop_before
from tests.processes import url_of_test_database
from tests.server.running import Running, running
from tests.server.wire import Answer, request_head

pytestmark = pytest.mark.django_db(transaction=True)


def create(server: Running, shop: Shop) -> Answer:
    return server.call(
        f"{BASE}/customers",
        "POST",
        body_of(shop),
        Content_Type="application/json",
        X_API_Key=shop.seller.key,
        Idempotency_Key="order-1",
    )


def body_of(shop: Shop) -> bytes:
    return orjson.dumps({"email": "one@example.com", "planId": shop.seller.plan.slug})


def kill(server: Running) -> None:
    """SIGKILL to every process of the group, as a power cut would."""
    assert server.child.process
    os.killpg(server.child.process.pid, signal.SIGKILL)
    server.wait()


def test_a_server_killed_before_it_has_answered_leaves_nothing_and_the_retry_is_the_one_execution(
    tmp_path: Path,
) -> None:
    shop = make_shop()
    before = everything()
    # Everything is written but the answer itself: customer, charge, mail.
    with ThreadPoolExecutor(1) as thread, stop_before("INSERT ON partners_idempotentanswer") as stop:
        with running(tmp_path, url_of_test_database()) as server:
            lost: Future[Answer] = thread.submit(create, server, shop)
            session = stop.wait_until_reached()
            kill(server)
            assert isinstance(lost.exception(), http.client.HTTPException | OSError)
        stop.let_go()
        stop.wait_until_gone(session)
    assert everything() == before
    assert IdempotentAnswer.objects.count() == 0
    with running(tmp_path, url_of_test_database()) as server:
        retried, again = create(server, shop), create(server, shop)
    assert (retried.status, retried.header("Idempotent-Replayed")) == (201, None)
    assert (again.status, again.header("Idempotent-Replayed"), again.body) == (201, "true", retried.body)
    assert Customer.objects.count() == 1
    assert moved(shop.seller) == [("charge", 100_00)]
    assert shop.balance == BALANCE - 100_00
    assert broken_invariants() == []


def test_a_client_that_hung_up_before_the_answer_gets_it_by_asking_again(tmp_path: Path) -> None:
    shop = make_shop()
    headers = ("Content-Type: application/json", f"X-API-Key: {shop.seller.key}", "Idempotency-Key: order-1")
    sent = body_of(shop)
    head = request_head("POST", f"{BASE}/customers", *headers, f"Content-Length: {len(sent)}")
    with running(tmp_path, url_of_test_database()) as server:
        with stop_before("INSERT ON partners_idempotentanswer") as stop:
            connection = server.connect(head + sent)
            stop.wait_until_reached()
            connection.close()
            early = create(server, shop)
            stop.let_go()
        assert (early.status, early.json["error"]["code"]) == (409, "IDEMPOTENCY_IN_PROGRESS")
        answer = create(server, shop)
        while answer.status == 409:
            answer = create(server, shop)
    assert (answer.status, answer.header("Idempotent-Replayed")) == (201, "true")
    assert moved(shop.seller) == [("charge", 100_00)]
