"""Addresses in settings: a wrong one is named with what is expected, and never ends in a stack trace."""

from collections.abc import Callable
from typing import Any

import pytest

from config import environment
from config.environment import Malformed

IMPOSSIBLE = [
    "http{}://[::1",
    "http{}://a..b",
    "http{}://a:0",
    "http{}://a:b",
    "http{}://xn--a.example",
    "http{}://a\\b",
]


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("https://api.example.com", "https://api.example.com"),
        ("http://localhost:8000/", "http://localhost:8000"),
        ("https://BÜCHER.example//", "https://xn--bcher-kva.example"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_the_address_of_the_site_has_the_form_that_clients_send(raw: str, address: str) -> None:
    assert environment.web_address(raw) == address


@pytest.mark.parametrize(
    "raw", [*(each.format("s") for each in IMPOSSIBLE), "https://a/b", "https://a/?b", "a.example"]
)
def test_an_impossible_address_of_the_site_is_refused(raw: str) -> None:
    with pytest.raises(Malformed) as refused:
        environment.web_address(raw)
    assert str(refused.value) == f"is {raw!r}, not an address such as https://api.example.com"


def test_the_address_of_a_model_keeps_its_path() -> None:
    assert environment.upstream_address("http://localhost:8080/v1/") == "http://localhost:8080/v1"


@pytest.mark.parametrize(
    "raw", [*(each.format("") for each in IMPOSSIBLE), "https://user:secret@a/v1", "https://a/#v1"]
)
def test_an_impossible_address_of_a_model_is_refused_without_being_shown(raw: str) -> None:
    with pytest.raises(Malformed) as refused:
        environment.upstream_address(raw)
    assert str(refused.value) == "is not an address such as https://api.example.com/v1"


@pytest.mark.parametrize(
    ("parse", "scheme"),
    [(environment.rate_limit_store, "redis"), (environment.mail_server, "smtp"), (environment.file_storage, "s3")],
)
@pytest.mark.parametrize("rest", ["[::1", "a:b", "a:99999"])
def test_a_server_whose_host_or_port_cannot_be_read_is_refused(
    parse: Callable[[str], Any], scheme: str, rest: str
) -> None:
    with pytest.raises(Malformed) as refused:
        parse(f"{scheme}://user:secret@{rest}")
    assert str(refused.value) == "has a host or port that cannot be read"


def test_a_database_whose_host_cannot_be_read_is_refused() -> None:
    with pytest.raises(Malformed, match=r"^cannot be read: "):
        environment.database("postgresql://[::1/tollgate")
