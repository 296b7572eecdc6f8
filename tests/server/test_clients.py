"""The client's address and scheme: from the connection, or from a proxy that the operator trusts."""

from collections.abc import Iterator
from typing import Any

import pytest

from config.server.clients import Client, Networks, Proxies
from tests.server.running import TEST, Running, running
from tests.server.wire import request_head

TRUSTED = ["10.0.0.0/8", "192.168.1.1/32", "fd00::/8"]
SPOOFED = [
    "X-Forwarded-For: 203.0.113.9",
    "X-Forwarded-Proto: https",
    "X-Forwarded-Host: evil",
    "Forwarded: for=1.2.3.4",
]


@pytest.fixture(scope="module")
def behind_proxy(migrated: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("proxy"), migrated, TRUSTED_PROXIES="127.0.0.0/8, 10.0.0.0/8") as server:
        yield server


def client(peer: str, *headers: tuple[str, str]) -> Client:
    scope: dict[str, Any] = {
        "client": (peer, "1234"),
        "scheme": "http",
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }
    return Proxies(TRUSTED).client_of(scope)


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "address"),
    [
        ("203.0.113.1", "198.51.100.7", "203.0.113.1"),
        ("10.1.1.1", "198.51.100.7", "198.51.100.7"),
        ("10.1.1.1", "1.1.1.1, 198.51.100.7", "198.51.100.7"),
        ("10.1.1.1", "1.1.1.1, 198.51.100.7, 192.168.1.1, 10.2.2.2", "198.51.100.7"),
        ("10.1.1.1", "10.3.3.3, 10.2.2.2", "10.3.3.3"),
        ("10.1.1.1", "", "10.1.1.1"),
        ("10.1.1.1", "198.51.100.7, nonsense", "10.1.1.1"),
        ("10.1.1.1", "nonsense, 10.2.2.2", "10.2.2.2"),
        ("10.1.1.1", "198.51.100.7:4711", "198.51.100.7"),
        ("10.1.1.1", "[2001:db8::7]:4711", "2001:db8::7"),
        ("10.1.1.1", "2001:DB8::0007", "2001:db8::7"),
        ("::ffff:10.1.1.1", "::ffff:198.51.100.7", "198.51.100.7"),
        ("fd00::1", "198.51.100.7", "198.51.100.7"),
        ("", "198.51.100.7", ""),
    ],
)
def test_the_address_is_the_last_one_that_no_trusted_proxy_has(peer: str, forwarded_for: str, address: str) -> None:
    assert client(peer, ("x-forwarded-for", forwarded_for)).address == address


def test_repeated_headers_are_one_chain() -> None:
    assert (
        client("10.1.1.1", ("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "198.51.100.7")).address
        == "198.51.100.7"
    )


@pytest.mark.parametrize(
    ("peer", "proto", "scheme"),
    [
        ("203.0.113.1", "https", "http"),
        ("10.1.1.1", "https", "https"),
        ("10.1.1.1", "HTTPS", "https"),
        ("10.1.1.1", "https, http", "http"),
        ("10.1.1.1", "gopher", "http"),
        ("10.1.1.1", "", "http"),
    ],
)
def test_the_scheme_is_the_nearest_proxys_word(peer: str, proto: str, scheme: str) -> None:
    assert client(peer, ("x-forwarded-proto", proto)).scheme == scheme


def test_without_trusted_proxies_nobody_is_believed() -> None:
    scope: dict[str, Any] = {"client": ("10.1.1.1", 1), "scheme": "http", "headers": [(b"x-forwarded-for", b"1.1.1.1")]}
    assert Proxies([]).client_of(scope) == Client("10.1.1.1", "http", by_proxy=False)


def test_what_is_no_address_is_in_no_network() -> None:
    assert not Networks(["0.0.0.0/0", "::/0"]).contains("nonsense")


def test_a_strangers_forwarding_headers_never_reach_a_view(server: Running) -> None:
    seen = server.send(request_head("GET", TEST + "echo", *SPOOFED)).json
    assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]) == ("127.0.0.1", "http")
    assert [name for name in seen if "FORWARDED" in name] == []


def test_a_trusted_proxy_is_believed(behind_proxy: Running) -> None:
    headers = ["X-Forwarded-For: 6.6.6.6, 203.0.113.9, 10.0.0.3", "X-Forwarded-Proto: https"]
    seen = behind_proxy.send(request_head("GET", TEST + "echo", *headers)).json
    assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]) == ("203.0.113.9", "https")
    assert seen["HTTP_X_FORWARDED_PROTO"] == "https"


def test_the_access_log_has_the_clients_address(behind_proxy: Running) -> None:
    answer = behind_proxy.send(request_head("GET", TEST + "echo", "X-Forwarded-For: 203.0.113.9"))
    (line,) = behind_proxy.lines(logger="tollgate.access", request_id=answer.header("X-Request-Id"))
    assert line["address"] == "203.0.113.9"
