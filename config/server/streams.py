"""Threads for answers that are made piece by piece: each holds one until its client has read it, so they are bounded.

A stream can't share a thread of the pool. Its generator may hold a transaction open on the thread's database
connection, and another request in between would land inside it.
"""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

from config.server.gateway import Stream
from config.server.limits import Limits

#: The pause after an empty piece, by which a stream says that it works long: other threads get the interpreter in it.
PAUSE_SECONDS: Final = 0.001
#: Sends one piece in the event loop; False if nobody reads any more.
Push = Callable[[bytes], Awaitable[bool]]


class TooManyStreams(Exception):
    """Every thread for streams is taken."""


class Streams:
    """``at_end`` is called in a stream's thread when it ends, to close what Django opened for the thread."""

    def __init__(self, limits: Limits, at_end: Callable[[], object]) -> None:
        self._limit = limits.streams
        self._at_end = at_end
        self._executor = ThreadPoolExecutor(limits.streams, thread_name_prefix="stream")
        self._running = 0
        #: One stream works at a time, however many wait for their readers: short calls compete with one thread.
        self._turn = threading.Lock()

    @property
    def full(self) -> bool:
        return self._running >= self._limit

    async def run(self, stream: Stream, push: Push) -> None:
        """Pushes all pieces. Raises what the stream or ``push`` raises; the stream is closed in any case."""
        loop = asyncio.get_running_loop()
        self._running += 1
        try:
            await loop.run_in_executor(self._executor, partial(self._iterate, stream, push, loop))
        finally:
            self._running -= 1

    def _iterate(self, stream: Stream, push: Push, loop: asyncio.AbstractEventLoop) -> None:
        try:
            stream.context.run(self._push_all, stream, push, loop)
        finally:
            self._at_end()

    def _push_all(self, stream: Stream, push: Push, loop: asyncio.AbstractEventLoop) -> None:
        """The thread waits for each piece to be taken: so much and no more lies in memory."""
        try:
            pieces = iter(stream.pieces)
            while (piece := self._next(pieces)) is not None:
                if not piece:
                    time.sleep(PAUSE_SECONDS)
                elif not asyncio.run_coroutine_threadsafe(_awaited(push(piece)), loop).result():
                    return
        finally:
            stream.close()

    def _next(self, pieces: Iterator[bytes]) -> bytes | None:
        with self._turn:
            return next(pieces, None)


async def _awaited(taken: Awaitable[bool]) -> bool:
    return await taken
