"""The threads that write off the path of requests."""

import threading

import pytest
from django.db import InterfaceError, OperationalError, connection

from partners import last_used
from partners.background import Background
from partners.models import ApiKey
from tests.calls import Api
from tests.factories import make_key, make_partner
from tests.waiting import PATIENCE_SECONDS, eventually


class Work:
    """Says when it was done, and by which threads."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.threads: list[str] = []

    def __call__(self) -> None:
        self.threads.append(threading.current_thread().name)
        self.done.set()


def other_connections() -> int:
    """How many other clients are connected to the test's database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )
        ((count,),) = cursor.fetchall()
    return int(count)


def test_the_first_need_of_it_starts_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Background, "starts_threads", True)
    work = Work()
    background = Background("counted", 0.001, work)
    for _ in range(3):
        background.ensure_started()
    assert work.done.wait(timeout=PATIENCE_SECONDS)
    assert [thread.name for thread in threading.enumerate()].count("counted") == 1
    background.stop()
    # The thread may work once more before it sees that it is stopped; the last to work is who stopped it.
    assert work.threads[-1] in ("counted", threading.current_thread().name)
    assert threading.current_thread().name in work.threads


@pytest.mark.parametrize("away", [OperationalError("no server"), InterfaceError("connection already closed")])
def test_a_database_that_is_away_is_tried_again(away: Exception) -> None:
    def fail() -> None:
        raise away

    Background("failing", 1, fail).run_once()


def test_any_other_fault_is_not_hidden() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Background("failing", 1, fail).run_once()


@pytest.mark.django_db(transaction=True)
def test_it_leaves_no_connection_behind() -> None:
    last_used.flush()
    Api(make_key(make_partner())).get("/account")
    before = other_connections()
    thread = threading.Thread(target=last_used.writer.run_once)
    thread.start()
    thread.join()
    assert ApiKey.objects.get().last_used_at is not None
    # PostgreSQL ends its side a moment after the client closed.
    eventually(lambda: other_connections() <= before)


@pytest.mark.django_db(transaction=True)
def test_a_busy_thread_keeps_its_connection_until_it_is_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Background, "starts_threads", True)
    sessions: list[int] = []

    def work() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            sessions.append(cursor.fetchone()[0])
        return len(sessions) < 3

    before = other_connections()
    background = Background("busy", 0.001, work)
    background.ensure_started()
    eventually(lambda: len(sessions) >= 4)
    background.stop()
    assert len(set(sessions[:3])) == 1
    assert sessions[3] != sessions[0]
    eventually(lambda: other_connections() <= before)
    # PostgreSQL ends its side a moment after the client closed.
    eventually(lambda: other_connections() <= before)
