"""What must not move when a request is refused: money, customers, and work that was enqueued."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

#: Tables whose name begins so. Rate windows, the request log and idempotency keys may well have been written.
KEPT = ("credits_", "customers_", "webhooks_", "imaging_", "procrastinate_", "partners_keyspend")


def state() -> dict[str, str]:
    """The number of rows of each table, and a fingerprint of what they say."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name.startswith(KEPT)]
        return {table: _fingerprint(table) for table in sorted(tables)}


@contextmanager
def nothing_moves() -> Iterator[None]:
    """Fails if anything of it was written within the block."""
    before = state()
    yield
    assert state() == before


def _fingerprint(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) || ' ' || md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t")
        ((fingerprint,),) = cursor.fetchall()
    return str(fingerprint)
