"""What must not move when a request is refused: money, customers, and work that was enqueued."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.db import connection

#: Tables whose name begins so. Rate windows, the request log and idempotency keys may well have been written.
KEPT = ("credits_", "customers_", "webhooks_", "imaging_", "procrastinate_", "partners_keyspend", "partners_mailwindow")


def state() -> dict[str, str]:
    """The number of rows of each table, and a fingerprint of what they say."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(map(_fingerprint, _tables())))
        return dict(cursor.fetchall())


@contextmanager
def nothing_moves() -> Iterator[None]:
    """Fails if anything of it was written within the block."""
    before = state()
    yield
    assert state() == before


@cache
def _tables() -> list[str]:
    with connection.cursor() as cursor:
        return [name for name in connection.introspection.table_names(cursor) if name.startswith(KEPT)]


def _fingerprint(table: str) -> str:
    """The question for a table's name and fingerprint."""
    return f"SELECT '{table}', count(*) || ' ' || md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t"
