"""How many requests a minute: exact, over all processes, counted in PostgreSQL or in a Redis or Valkey server.

PostgreSQL is the default and needs nothing more: the gate counts in the statement that it runs anyway. Another
store is for operators who want that write off their database; it costs one round trip more.
"""

import math
import re
import time
from functools import cache
from typing import Final

from django.conf import settings
from django.db import connection
from limits.errors import StorageError
from limits.storage import MovingWindowSupport, storage_from_string

from api.statements import run, sql_beside
from errors_docs.exceptions import ServiceUnavailable
from errors_docs.surfaces import PARTNER, WORKSPACE
from partners.caller import WINDOW_SECONDS, RateWindowState

#: Requests of an account in a rolling minute, all its keys together; a partner's tier may set another number.
DEFAULT_QUOTA: Final = {PARTNER.name: 120, WORKSPACE.name: 300}
#: Requests of one key in a rolling minute, where a key has a limit of its own beside the account's.
KEY_QUOTA: Final = {WORKSPACE.name: 60}
#: So long a store may take to answer; a request that waits for ever would hold a thread for ever.
STORE_SECONDS: Final = 2.0

#: hits is ascending: when the last has left the window, all have.
FORGET: Final = """
DELETE FROM partners_ratewindow
WHERE hits[cardinality(hits)] <= (extract(epoch FROM clock_timestamp()) * 1000)::bigint - %(window_ms)s
"""


def counted_in_postgresql() -> bool:
    """True if the gate's own statement counts."""
    return bool(settings.RATE_LIMIT_STORE == "postgresql")


def window_of(key: str, quota: int, used: int | None, frees_in_ms: int | None) -> RateWindowState:
    """The window as the gate's statement left it, or, where another store counts, counted there now."""
    if counted_in_postgresql():
        return RateWindowState(limit=quota, used=used, frees_in_ms=frees_in_ms or 0)
    return _hit_store(key, quota)


def uncounted(key: str, quota: int, others: int | None, frees_in_ms: int | None) -> RateWindowState:
    """The window of a request that is refused before it counts. An empty one frees nothing for a whole minute."""
    if not counted_in_postgresql():
        return _window_in_store(key, quota, admitted=True)
    frees_in = frees_in_ms if others and frees_in_ms is not None else WINDOW_SECONDS * 1000
    return RateWindowState(limit=quota, used=others or 0, frees_in_ms=frees_in)


def nearer(one: RateWindowState, other: RateWindowState) -> RateWindowState:
    """The window with less left; the first of two that have the same."""
    return other if other.remaining < one.remaining else one


def hit_both(shared_key: str, shared_quota: int, own_key: str, own_quota: int) -> RateWindowState:
    """Counts a request in two windows of another store; the one that refuses, or that is nearer to its end.

    A store counts one window at a time, so under a rush the account's limit may refuse what the key's has counted.
    """
    before = _window_in_store(shared_key, shared_quota, admitted=True)
    if before.remaining == 0:
        return RateWindowState(limit=shared_quota, used=None, frees_in_ms=before.frees_in_ms)
    own = _hit_store(own_key, own_quota)
    if own.used is None:
        return own
    shared = _hit_store(shared_key, shared_quota)
    return shared if shared.used is None else nearer(own, shared)


def hit(key: str, quota: int) -> RateWindowState:
    """Counts one event of anything that isn't a keyed request, e.g. a refused key of an address."""
    if not counted_in_postgresql():
        return _hit_store(key, quota)
    ((used, frees_in_ms),) = run(_window_statement(), {"key": key, "quota": quota})
    return RateWindowState(limit=quota, used=used, frees_in_ms=frees_in_ms or 0)


def forget_idle_windows() -> int:
    """Removes the windows that nothing is in any more; returns how many. Whoever comes back begins a new one.

    Without it strangers could fill the disk: each address that presents a wrong key gets a window of its own.
    """
    with connection.cursor() as cursor:
        cursor.execute(FORGET, {"window_ms": WINDOW_SECONDS * 1000})
        removed: int = cursor.rowcount
    return removed


def _hit_store(key: str, quota: int) -> RateWindowState:
    """The store's own moving window. Its key doesn't name the quota, so another quota counts the same requests.

    Raises ServiceUnavailable while the store is away: without it a limit could only be guessed.
    """
    try:
        admitted = _store(settings.RATE_LIMIT_STORE).acquire_entry(key, quota, WINDOW_SECONDS)
        return _window_in_store(key, quota, admitted=admitted)
    except StorageError as away:
        raise ServiceUnavailable from away


def _window_in_store(key: str, quota: int, *, admitted: bool) -> RateWindowState:
    store = _store(settings.RATE_LIMIT_STORE)
    oldest, counted = store.get_moving_window(key, quota, WINDOW_SECONDS)
    frees_in_ms = math.ceil((oldest + WINDOW_SECONDS - time.time()) * 1000)
    used = counted if admitted else None
    return RateWindowState(limit=quota, used=used, frees_in_ms=min(frees_in_ms, WINDOW_SECONDS * 1000))


@cache
def _store(address: str) -> MovingWindowSupport:
    """Redis and Valkey speak one protocol, and the client that is installed is Valkey's: it is named by the scheme."""
    options = {"socket_connect_timeout": STORE_SECONDS, "socket_timeout": STORE_SECONDS}
    server = re.sub("^redis", "valkey", address)
    store = storage_from_string(server, wrap_exceptions=True, **options)
    assert isinstance(store, MovingWindowSupport)
    return store


@cache
def _window_statement() -> str:
    return sql_beside(__file__, "window.sql")
