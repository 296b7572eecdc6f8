"""The client of an answer that streams over ASGI: it may read slowly, and leave."""

import asyncio
import time
from types import TracebackType
from typing import Self

from foundation.asgi import Receive, Send
from foundation.pace import Pace


class Reader:
    """Takes an answer piece by piece: ``async with Reader(…) as reader``."""

    def __init__(self, receive: Receive, send: Send, pace: Pace) -> None:
        self._receive = receive
        self._send = send
        self._pace = pace

    async def __aenter__(self) -> Self:
        self._leaving = asyncio.ensure_future(self._leave())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._leaving.cancel()

    @property
    def is_there(self) -> bool:
        """False once the client has hung up."""
        return not self._leaving.done()

    async def take(self, piece: bytes) -> None:
        """Send a piece that others follow. Raises TooSlow, or TimeoutError if the client takes none of it."""
        began = time.monotonic()
        async with asyncio.timeout(self._pace.left):
            await self._send({"type": "http.response.body", "body": piece, "more_body": True})
        self._pace.count(time.monotonic() - began, len(piece))

    async def _leave(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
