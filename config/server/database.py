"""Mends what a restart of PostgreSQL breaks: connections that are kept between requests and no longer lead anywhere."""

import select
import threading
from time import monotonic
from typing import Any, Final

from django.core.cache import close_caches
from django.core.handlers.base import reset_urlconf
from django.core.signals import request_finished, request_started
from django.db import DEFAULT_DB_ALIAS, close_old_connections, connections, reset_queries

#: So long after its last use a connection is taken for sound: shorter than any restart of PostgreSQL.
TRUSTED_SECONDS: Final = 0.01


class _OfThread(threading.local):
    """When the thread's connection was last known to be sound."""

    sound_at = 0.0


_of_thread = _OfThread()


def attend_requests() -> None:
    """Has each signal of a request do what this server needs of it, and no more, for both are sent in every request.

    Before a request it is enough to look for dropped connections, because after each those that are unusable are
    closed. The cache is a table, with nothing to close, and all requests have the same URLs.
    """
    request_started.disconnect(reset_queries)
    request_started.disconnect(close_old_connections)
    request_started.connect(close_dropped)
    request_finished.disconnect(close_caches)
    request_finished.disconnect(reset_urlconf)


def close_dropped(**signal: Any) -> None:
    """Closes this thread's connection if the server ended it, before a request uses it; Django then connects anew.

    A connection that idles has nothing to say, so one with something to read is at its end. That costs a poll, in which
    the thread may lose the interpreter to another, so a connection that was just in use isn't asked; Django's own
    CONN_HEALTH_CHECKS would cost a round trip in every request.
    """
    if monotonic() - _of_thread.sound_at < TRUSTED_SECONDS:
        return
    connection = connections[DEFAULT_DB_ALIAS]
    driver = connection.connection
    if driver is not None and (driver.closed or _has_something_to_read(driver.fileno())):
        connection.close()


def close_unusable() -> None:
    """Closes this thread's connection if a request left it broken or inside a transaction."""
    connection = connections[DEFAULT_DB_ALIAS]
    connection.close_if_unusable_or_obsolete()
    _of_thread.sound_at = monotonic() if connection.connection is not None else 0.0


def _has_something_to_read(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))
