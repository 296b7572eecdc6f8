"""Which failures of the database say that nothing was begun, and how often the log says so."""

import logging

import pytest
from django.db import OperationalError, connection

from errors_docs import outage
from errors_docs.exceptions import InvalidKey, ServiceUnavailable
from errors_docs.outage import Notice, refusal_of


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process has said nothing yet, and says it to nobody after the test."""
    monkeypatch.setattr(outage, "notice", Notice())


@pytest.mark.django_db
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("host", ["/nowhere", "127.0.0.1", "nowhere.invalid"])
def test_a_connection_that_cannot_be_opened_began_nothing(host: str) -> None:
    other = connection.copy("other")
    other.settings_dict.update(HOST=host, PORT="1")
    with pytest.raises(OperationalError) as failed:
        other.ensure_connection()
    refusal = refusal_of(failed.value)
    assert isinstance(refusal, ServiceUnavailable)
    assert refusal.headers == {"Retry-After": "5"}


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_breaks_may_have_begun_something() -> None:
    other = connection.copy("other")
    with pytest.raises(OperationalError) as failed, other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert refusal_of(failed.value) is None
    other.close()


def test_a_part_that_is_away_is_told_as_it_is_and_nothing_else_is() -> None:
    away = ServiceUnavailable(retry_after=3)
    assert refusal_of(away) is away
    assert [refusal_of(other) for other in (None, ValueError(), InvalidKey())] == [None, None, None]


def test_it_is_said_once_a_minute(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([100.0, 100.1, 159.9, 160.0, 161.0])
    monkeypatch.setattr("errors_docs.outage.time.monotonic", lambda: next(clock))
    notice = Notice()
    with caplog.at_level(logging.ERROR, logger="tollgate.database"):
        for number in range(5):
            notice.say(OperationalError(f"refused {number}\n"))
    assert caplog.messages == [
        f"the database is away, requests are told to come again: refused {number}" for number in (0, 3)
    ]
