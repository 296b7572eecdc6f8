"""Stops whoever writes a row, in the middle of the transaction, until the test lets it go or has killed it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection

from tests.processes import url_of_test_database
from tests.waiting import eventually

#: Nobody else takes this advisory lock.
LOCK = 20_260_401


@dataclass
class Stop:
    """``observer`` holds the lock that the trigger asks for, on a connection of its own."""

    observer: "psycopg.Connection[Any]"

    def wait_until_reached(self) -> int:
        """The database session that stands here."""
        reached = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = %(lock)s AND NOT granted"
        return int(self._wait_for(reached)[0][0])

    def wait_until_others_wait(self, waiting: int) -> None:
        """Returns as soon as so many sessions wait for a lock of this database, whoever stands here included."""
        self._wait_for(
            "SELECT count(*) FROM pg_locks WHERE NOT granted HAVING count(*) >= %(waiting)s", waiting=waiting
        )

    def let_go(self) -> None:
        """Whoever stands here goes on, and nobody stops here any more."""
        self.observer.execute("SELECT pg_advisory_unlock_all()")

    def wait_until_gone(self, session: int) -> None:
        """Returns as soon as a session has ended: the server notices late that its client was killed."""
        gone = "SELECT true WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = %(session)s)"
        self._wait_for(gone, session=session)

    def _wait_for(self, question: str, **values: Any) -> list[tuple[Any, ...]]:
        return eventually(lambda: self.observer.execute(question, {"lock": LOCK, **values}).fetchall())


@contextmanager
def stop_before(event: str, when: str = "true") -> Iterator[Stop]:
    """``event`` is such as "INSERT ON credits_entry", ``when`` a condition on NEW. For tests with real transactions."""
    with connection.cursor() as cursor, psycopg.connect(url_of_test_database(), autocommit=True) as observer:
        observer.execute("SELECT pg_advisory_lock(%(lock)s)", {"lock": LOCK})
        cursor.execute(f"""
            CREATE FUNCTION stop_here() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM pg_advisory_xact_lock_shared({LOCK});
                RETURN NEW;
            END
            $$;
            CREATE TRIGGER stop_here BEFORE {event} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION stop_here();
        """)
        try:
            yield Stop(observer)
        finally:
            observer.execute("SELECT pg_advisory_unlock_all()")
            cursor.execute("DROP FUNCTION stop_here CASCADE")
