"""The database is away: who began nothing is told to come again, who may have begun something is not."""

import logging
import threading
import time
from inspect import unwrap
from traceback import walk_tb
from typing import Final

from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

from errors_docs.exceptions import DomainError, ServiceUnavailable

logger = logging.getLogger("tollgate.database")

#: A restart of PostgreSQL takes seconds.
RETRY_AFTER: Final = 5
#: Each request of an outage would say the same; the access log has a line for each anyway.
SAID_EVERY_SECONDS: Final = 60
#: Where Django opens a connection.
CONNECTING: Final = unwrap(BaseDatabaseWrapper.connect).__code__


class Notice:
    """Says once in a while that the database is away."""

    def __init__(self) -> None:
        self._saying = threading.Lock()
        self._next = 0.0

    def say(self, error: BaseException) -> None:
        """One line without a stack trace: where a request noticed it says nothing."""
        with self._saying:
            now = time.monotonic()
            if now < self._next:
                return
            self._next = now + SAID_EVERY_SECONDS
        logger.error("the database is away, requests are told to come again: %s", str(error).strip())


notice: Final = Notice()


def began_nothing(error: OperationalError) -> ServiceUnavailable:
    """What a request is told whose first statement failed so."""
    notice.say(error)
    return ServiceUnavailable(retry_after=RETRY_AFTER)


def refusal_of(error: BaseException | None) -> DomainError | None:
    """What a page is told for an error that says that nothing was begun; None for any other.

    A connection that broke may have done something before; one that could not be opened has not.
    """
    if isinstance(error, ServiceUnavailable):
        return error
    return began_nothing(error) if isinstance(error, OperationalError) and _came_of_connecting(error) else None


def _came_of_connecting(error: OperationalError) -> bool:
    """Nothing in the error itself tells: a name that isn't resolved, a refusal and a timeout have little in common."""
    return any(frame.f_code is CONNECTING for frame, _ in walk_tb(error.__traceback__))
