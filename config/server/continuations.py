"""Work that goes on without a thread until an answer is known (api/continuation.py). It belongs to the process."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeVar

from django.http import HttpResponse

from api.continuation import Accepted, Continuation, PendingResponse
from config.server.gateway import Answer, Gateway, as_request
from config.server.pool import Pool
from errors_docs.surfaces import Surface

Result = TypeVar("Result")


class Continuations:
    """All methods belong to the event loop. A client that hangs up ends nothing here; a stop does, in the end."""

    def __init__(self, pool: Pool, gateway: Gateway) -> None:
        self._pool = pool
        self._gateway = gateway
        self._works: set[asyncio.Task[None]] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._stopped = False

    def start(self, response: PendingResponse | Accepted) -> "asyncio.Task[Answer]":
        """Begins it. The task has the final answer; it is never cancelled, so await it through a shield."""
        return self.keep(self._whole(response))

    def answer(self, continuation: Continuation, surface: Surface) -> "asyncio.Task[HttpResponse]":
        """As ``start``, for a native route: the task has what the continuation ended with."""
        return self.keep(self._ended(continuation, surface))

    async def finish(self, continuation: Continuation) -> None:
        """Awaits a work, through cancellation by ``stop`` only; whoever calls this calls its end."""
        work = asyncio.create_task(continuation.wait())
        self._works.add(work)
        work.add_done_callback(self._works.discard)
        if self._stopped:
            # A task that never ran would not notice that it was cancelled.
            await asyncio.sleep(0)
            work.cancel()
        await asyncio.wait([work])

    def stop(self) -> None:
        """Cuts short what still works: each is then ended as one that failed, which frees what it holds."""
        self._stopped = True
        for work in self._works:
            work.cancel()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """At its end nothing works any more, and all is ended; the threads must still run."""
        try:
            yield
        finally:
            self.stop()
            while self._tasks:
                await asyncio.wait(self._tasks)

    def keep(self, whole: Coroutine[Any, Any, Result]) -> "asyncio.Task[Result]":
        """A task of the process: the loop itself holds tasks only weakly."""
        task = asyncio.create_task(whole)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _ended(self, continuation: Continuation, surface: Surface) -> HttpResponse:
        await self.finish(continuation)
        return await self._pool.run(partial(as_request, partial(continuation.end, surface)), begun=True, patient=True)

    async def _whole(self, response: PendingResponse | Accepted) -> Answer:
        await self.finish(response.continuation)
        return await self._pool.run(partial(self._gateway.complete, response), begun=True, patient=True)
