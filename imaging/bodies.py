"""A request's body as it arrives over ASGI: in pieces, within bounds of time, with nothing of it kept here."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any, Final

#: ASGI 3, as the server's shell speaks it to native routes (config/server/protocol.py).
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

#: Gathered before a thread is asked to take it: a hop for each of the server's small pieces would cost more than the
#: work in it.
PIECE_BYTES: Final = 256 * 1024
#: After so long without more, what has come is taken: a byte too many shall be noticed though nothing follows it.
PAUSE_SECONDS: Final = 0.05
#: So long a client may send nothing.
IDLE_SECONDS: Final = 30.0
#: The rest of a refused body is read and dropped, or the client would see a reset instead of the refusal.
LINGER_BYTES: Final = 64 * 1024 * 1024
LINGER_SECONDS: Final = 5.0


class BrokenOff(Exception):
    """The body ended before its end, or a chunk of it was none."""


class TooSlow(Exception):
    """Nothing came for IDLE_SECONDS."""


async def pieces(receive: Receive) -> AsyncIterator[bytes]:
    """The body in pieces of about PIECE_BYTES. Raises BrokenOff or TooSlow."""
    gathered: list[bytes] = []
    size, more = 0, True
    coming = asyncio.ensure_future(receive())
    try:
        while more:
            done, _ = await asyncio.wait({coming}, timeout=PAUSE_SECONDS if size else IDLE_SECONDS)
            if not done and not size:
                raise TooSlow
            if done:
                message = coming.result()
                if message["type"] == "http.disconnect":
                    raise BrokenOff
                gathered.append(message.get("body", b""))
                size += len(gathered[-1])
                more = message.get("more_body", False)
                coming = asyncio.ensure_future(receive()) if more else coming
            if size and (size >= PIECE_BYTES or not done or not more):
                yield b"".join(gathered)
                gathered, size = [], 0
    finally:
        coming.cancel()


async def drop_rest(receive: Receive) -> None:
    """After a refusal: reads on for a while and keeps nothing."""
    left = LINGER_BYTES
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            while left > 0:
                message = await receive()
                if not message.get("more_body", False):
                    return
                left -= len(message["body"])


def header(scope: Scope, name: bytes) -> str:
    """A header's value; "" if there is none."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")
