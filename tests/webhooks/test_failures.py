"""What an attempt says of its failure: the address that a name resolved to is in the log only."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module

import pytest
from django.db import connection
from django.utils import timezone

from tests.calls import Api
from tests.factories import make_key
from tests.webhooks.receiver import Receiver, receiving
from tests.webhooks.test_addresses import attempted, name_server
from webhooks.models import Attempt

pytestmark = pytest.mark.usefixtures("live_database")

Answer = Callable[[socket.socket], None]


def close(client: socket.socket) -> None:
    """End the connection without a word."""
    client.recv(65536)


def babble(client: socket.socket) -> None:
    """Answer with what isn't HTTP."""
    client.recv(65536)
    client.sendall(b"220 mail.internal.example ESMTP\r\n\r\n")


def stop_early(client: socket.socket) -> None:
    """Promise more than comes."""
    client.recv(65536)
    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")


@contextmanager
def server(answer: Answer) -> Iterator[int]:
    """The port of a server on loopback that takes one connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            client, _ = listener.accept()
            with client:
                answer(client)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield int(listener.getsockname()[1])
        thread.join(10)


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The causes in the log."""
    return [vars(record)["cause"] for record in caplog.records if record.message == "attempt failed"]


@pytest.mark.usefixtures("private_allowed")
@pytest.mark.parametrize(
    ("answer", "scheme", "detail"),
    [
        (close, "http", "the connection ended before the whole answer"),
        (babble, "http", "the answer is not HTTP"),
        (stop_early, "http", "the connection ended before the whole answer"),
        (babble, "https", "no TLS connection: WRONG_VERSION_NUMBER"),
    ],
)
def test_a_server_that_fails_is_described_without_its_address(answer: Answer, scheme: str, detail: str) -> None:
    with server(answer) as port, name_server("127.0.0.1") as names:
        attempt = attempted(f"{scheme}://hooks.example.org:{port}/hook?token=secret", names.port)
    assert (attempt.outcome, attempt.detail) == ("unreachable", detail)


@pytest.mark.usefixtures("private_allowed")
def test_a_refused_connection_tells_the_address_to_the_log_only(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "tollgate.webhooks")
    with receiving() as gone:
        port = gone.port
    with name_server("127.0.0.1") as names:
        attempt = attempted(f"http://hooks.example.org:{port}/hook?token=secret", names.port)
    assert (attempt.outcome, attempt.detail) == ("unreachable", "no connection: Connection refused")
    (cause,) = told(caplog)
    assert f"('127.0.0.1', {port})" in cause
    assert "secret" not in cause


def test_a_name_without_an_address_is_said_to_have_none() -> None:
    with name_server("") as names:
        attempt = attempted("https://hooks.example.org/", names.port)
    assert attempt.outcome == "unreachable"
    assert attempt.detail.startswith("hooks.example.org could not be resolved: ")
    assert "127.0.0.1" not in attempt.detail


def test_the_address_behind_a_name_is_told_neither_by_the_api_nor_by_the_pages(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "tollgate.webhooks")
    with name_server("10.20.30.40") as names:
        attempt = attempted("https://hooks.example.org/", names.port)
    assert attempt.detail == "hooks.example.org resolves to an address that is not public"
    delivery = attempt.delivery
    answer = Api(make_key(delivery.endpoint.account)).get(
        f"/webhooks/{delivery.endpoint.public_id}/deliveries/{delivery.public_id}"
    )
    assert answer.json()["data"]["lastAttempt"]["detail"] == attempt.detail
    assert "10.20.30.40" not in answer.content.decode()
    (cause,) = told(caplog)
    assert cause.endswith("AddressRefused: 10.20.30.40 is not a public address")


def test_the_migration_hides_what_older_versions_told(receiver: Receiver) -> None:
    attempt = attempted(receiver.url())
    stored = [
        ("address_refused", "h.example resolves to 10.0.0.9, which is not a public address"),
        ("address_refused", "http is not allowed, only https"),
        ("unreachable", "ClientConnectorError: Cannot connect to host h:443 [Connect call failed ('10.0.0.9', 443)]"),
        ("rejected", "answered 500"),
    ]
    now = timezone.now()
    Attempt.objects.bulk_create(
        Attempt(delivery=attempt.delivery, number=number, started_at=now, duration_ms=1, outcome=outcome, detail=detail)
        for number, (outcome, detail) in enumerate(stored, start=2)
    )
    with connection.cursor() as cursor:
        cursor.execute(import_module("webhooks.migrations.0005_details_without_addresses").HIDE)
    assert list(Attempt.objects.filter(number__gt=1).order_by("number").values_list("detail", flat=True)) == [
        "h.example resolves to an address that is not public",
        "http is not allowed, only https",
        "no connection",
        "answered 500",
    ]
