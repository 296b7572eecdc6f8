"""The threads that run Django's synchronous stack, and the bounded queue before them."""

import asyncio
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import Context
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, TypeVar

from config.server.limits import Limits

Result = TypeVar("Result")


class PoolFull(Exception):
    """As much work waits already as may wait, or this waited too long. It was not begun."""


class PoolStopped(PoolFull):
    """The threads have ended."""


@dataclass(slots=True)
class Job:
    """Work for a thread. Its future belongs to the event loop and is touched only there."""

    work: Callable[[], Any]
    future: "asyncio.Future[Any]"
    #: On the monotonic clock; from then on it is refused instead of begun.
    expires: float


class Pool:
    """Runs callables in threads, first come first served. All methods but the threads' own belong to the event loop.

    It is leaner than concurrent.futures: one hop there, one wake-up back, no locks of its own. ``at_thread_end`` is
    called in each thread before it ends, e.g. to close what Django keeps open for a thread.
    """

    def __init__(self, limits: Limits, at_thread_end: Callable[[], object]) -> None:
        self._limits = limits
        self._at_thread_end = at_thread_end
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        #: What threads have done and the event loop has not heard of, and whether it was woken to hear of it.
        self._done: deque[tuple[asyncio.Future[Any], Any, BaseException | None]] = deque()
        self._woken = False
        self._threads: list[threading.Thread] = []
        self._loop: asyncio.AbstractEventLoop
        #: Work that waits or runs.
        self.busy = 0
        #: One thread is always left to work that is not patient.
        self._lane = asyncio.Semaphore(max(1, limits.threads - 1))
        self._queued = 0

    @property
    def waiting(self) -> int:
        """How much work waits for a thread."""
        return max(0, self.busy - self._limits.threads)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Threads for as long as the context; at its end, what waits is done first."""
        self._start()
        try:
            yield
        finally:
            await self._stop()

    def _start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._threads = [
            threading.Thread(target=self._serve, name=f"django-{number}", daemon=True)
            for number in range(self._limits.threads)
        ]
        for thread in self._threads:
            thread.start()

    async def run(self, work: Callable[[], Result], *, begun: bool = False, patient: bool = False) -> Result:
        """What ``work`` returns or raises. Raises PoolFull, unless it continues an answer that has ``begun``.

        ``patient`` work belongs to an answer that takes long anyway: a rush of it doesn't keep short calls waiting.
        """
        if not patient:
            return await self._run_next(work, begun)
        if not begun and self._queued >= self._limits.waiting:
            raise PoolFull
        self._queued += 1
        try:
            async with self._lane:
                return await self._run_next(work, begun)
        finally:
            self._queued -= 1

    async def _run_next(self, work: Callable[[], Result], begun: bool) -> Result:
        if not self._threads:
            raise PoolStopped
        if not begun and self.waiting >= self._limits.waiting:
            raise PoolFull
        future: asyncio.Future[Result] = self._loop.create_future()
        expires = float("inf") if begun else time.monotonic() + self._limits.wait_seconds
        self.busy += 1
        self._jobs.put(Job(work, future, expires))
        return await future

    async def _stop(self) -> None:
        threads, self._threads = self._threads, []
        for _ in threads:
            self._jobs.put(None)
        for thread in threads:
            await asyncio.to_thread(thread.join)

    def _serve(self) -> None:
        while (job := self._jobs.get()) is not None:
            self._run(job)
            # Without this the last request's objects would live until the next request.
            del job
        self._at_thread_end()

    def _run(self, job: Job) -> None:
        """Each job gets an empty context, so that no request sees another's language, time zone or request id.

        Whatever a job raises is its caller's: a view that raises SystemExit must not end the thread.
        """
        result, error = None, None
        try:
            if time.monotonic() > job.expires:
                raise PoolFull
            result = Context().run(job.work)
        except BaseException as raised:
            error = raised
        self._done.append((job.future, result, error))
        # Each wake-up is a system call, in which the thread may lose the interpreter to another: one is enough for all.
        if not self._woken:
            self._woken = True
            self._loop.call_soon_threadsafe(self._hear)

    def _hear(self) -> None:
        """First the mark, then what was done: a thread that comes in between wakes the loop once more, for nothing."""
        self._woken = False
        while self._done:
            self._finish(*self._done.popleft())

    def _finish(self, future: "asyncio.Future[Any]", result: Any, error: BaseException | None) -> None:
        self.busy -= 1
        if future.done():
            return
        if error is None:
            future.set_result(result)
        elif isinstance(error, Exception) and not isinstance(error, StopIteration):
            future.set_exception(error)
        else:
            # A future takes neither of these: they would end the event loop, or pass for the end of a generator.
            future.set_exception(RuntimeError(f"a request raised {type(error).__name__}"))
