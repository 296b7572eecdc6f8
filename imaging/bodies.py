"""A request's body as it arrives over ASGI: in pieces, within bounds of time, with nothing of it kept here."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from django.conf import settings

from foundation.asgi import Receive
from foundation.pace import Pace

#: Gathered before a thread is asked to take it: a hop for each of the server's small pieces would cost more than the
#: work in it.
PIECE_BYTES: Final = 256 * 1024
#: A piece is gathered for this long: what comes slowly must neither wait for more nor take a thread for each byte.
GATHER_SECONDS: Final = 0.05


class BrokenOff(Exception):
    """The body ended before its end, or a chunk of it was none."""


def pace() -> Pace:
    """Return the pace of a body or an answer that begins now."""
    return Pace(settings.SLOWEST_BYTES_PER_SECOND, settings.CLIENT_PAUSE_SECONDS)


async def pieces(receive: Receive) -> AsyncIterator[bytes]:
    """Yield the body in pieces of about PIECE_BYTES. Raises BrokenOff, or TooSlow if it comes too slowly."""
    arriving = _Arriving(receive)
    try:
        while arriving.more:
            yield await arriving.piece()
    finally:
        arriving.coming.cancel()


class _Arriving:
    """A body on its way. One message is always asked for, so that a pause loses none."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._pace = pace()
        self.more = True
        self.coming = asyncio.ensure_future(receive())

    async def piece(self) -> bytes:
        """Return what comes until it is enough, or GATHER_SECONDS after its first byte."""
        gathered = bytearray(await self._message(self._pace.left))
        ends = _now() + GATHER_SECONDS
        while self.more and len(gathered) < PIECE_BYTES and (left := ends - _now()) > 0:
            gathered += await self._message(min(left, self._pace.left))
        return bytes(gathered)

    async def _message(self, seconds: float) -> bytes:
        """Return the next bytes, b"" if there are none within these seconds."""
        began = _now()
        done, _ = await asyncio.wait({self.coming}, timeout=seconds)
        message = self.coming.result() if done else {}
        body: bytes = message.get("body", b"")
        self._pace.count(_now() - began, len(body))
        if message.get("type") == "http.disconnect":
            raise BrokenOff
        if done:
            self.more = message.get("more_body", False)
            self.coming = asyncio.ensure_future(self._receive()) if self.more else self.coming
        return body


def _now() -> float:
    return asyncio.get_running_loop().time()
