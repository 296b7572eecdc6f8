"""Calls that begin at one moment, each in a thread with a database connection of its own."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

from errors_docs.surfaces import PARTNER
from tests.contract.answers import promise_of
from tests.waiting import PATIENCE_SECONDS

Result = TypeVar("Result")


def together(calls: Sequence[Callable[[], Result]]) -> list[Result]:
    """What each returned, in their order; the first that raised is raised here."""
    promise_of(PARTNER)  # what the watch compares answers with is made once, and can't be made in two threads
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Result]) -> Result:
        try:
            start.wait(timeout=PATIENCE_SECONDS)
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))
