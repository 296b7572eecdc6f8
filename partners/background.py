"""A thread of the process that does something every so often, off the path of any request."""

import atexit
import threading
from collections.abc import Callable
from typing import ClassVar

from django.db import Error, connection


class Background:
    """Starts with the first need of it. ``work`` answers True if it shall keep its connection until the next time,
    because there is much to do: a connection for each process that has nothing to do would idle for ever.
    """

    #: False: no thread is started, and whoever wants the work done calls ``run_once``. Tests set it so.
    starts_threads: ClassVar = True

    def __init__(self, name: str, interval_seconds: float, work: Callable[[], bool | None]) -> None:
        self.name = name
        self.interval_seconds = interval_seconds
        self.work = work
        self._started = threading.Lock()
        self._stopping = threading.Event()

    def ensure_started(self) -> None:
        """The first caller takes the lock for good and starts the one thread of the process."""
        if self.starts_threads and not self._started.locked() and self._started.acquire(blocking=False):
            threading.Thread(target=self._run, name=self.name, daemon=True).start()
            atexit.register(self.stop)

    def run_once(self) -> None:
        """What the thread does each time, and leaves no connection behind."""
        try:
            self._try()
        finally:
            connection.close()

    def stop(self) -> None:
        """Ends the thread, and does what has gathered until now."""
        self._stopping.set()
        self.run_once()

    def _run(self) -> None:
        try:
            while not self._stopping.wait(self.interval_seconds):
                if not self._try():
                    connection.close()
        finally:
            connection.close()

    def _try(self) -> bool | None:
        """While the database is away there is nothing to do but to try again."""
        try:
            return self.work()
        except Error:
            return False
