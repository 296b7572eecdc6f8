"""Mends what a restart of PostgreSQL breaks: connections that are kept between requests and no longer lead anywhere."""

import select
from typing import Any

from django.db import connections


def close_dropped(**signal: Any) -> None:
    """Closes this thread's connections that the server ended, before a request uses them; Django then connects anew.

    A connection that idles has nothing to say, so one with something to read is at its end. That costs a poll of
    a microsecond; Django's own CONN_HEALTH_CHECKS would cost a round trip in every request.
    """
    for connection in connections.all(initialized_only=True):
        driver = connection.connection
        if driver is not None and (driver.closed or _has_something_to_read(driver.fileno())):
            connection.close()


def _has_something_to_read(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))
