"""A request's body, read without a thread and within bounds."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

from config.server.limits import Limits
from errors_docs.exceptions import (
    FieldProblem,
    RequestTimeout,
    RequestTooLarge,
    ServiceUnavailable,
    ValidationFailed,
)
from foundation.asgi import Receive

#: The client hung up or sent a chunk that is none; ASGI tells both the same way, and one of them reads the answer.
BROKEN_OFF: Final = FieldProblem("", "The body ended before it was complete.", "malformed_request")


@dataclass(eq=False)
class _Coming:
    """A body on its way: what has come, in one piece whatever pieces it came in, and the time that it may take."""

    time: asyncio.Timeout
    received: bytearray = field(default_factory=bytearray)
    #: It ended to make room for others, not because its time was over.
    is_evicted: bool = False


class Bodies:
    """Reads bodies and counts how many bytes of them this process holds."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        #: Bytes of all bodies that were read and not released.
        self.held = 0
        #: Those that aren't whole, oldest first.
        self._coming: dict[_Coming, None] = {}

    async def read(self, length: int | None, receive: Receive) -> bytes:
        """The whole body, to be released by its length later. ``length`` is None if the client didn't say one.

        What comes slowly is what fills the memory: once it is full, the oldest body that isn't whole ends at once.
        Raises RequestTooLarge, RequestTimeout, ServiceUnavailable if the process holds too much or this body had to
        make room, ValidationFailed if the body broke off.
        """
        if length is not None and length > self._limits.body_bytes:
            raise RequestTooLarge(limit_bytes=self._limits.body_bytes)
        body = _Coming(asyncio.timeout(self._limits.body_seconds))
        try:
            async with body.time:
                self._coming[body] = None
                await self._collect(body, length, receive)
        except TimeoutError as late:
            self.release(len(body.received))
            if body.is_evicted:
                raise ServiceUnavailable from late
            raise RequestTimeout(timeout_seconds=int(self._limits.body_seconds)) from late
        except BaseException:
            self.release(len(body.received))
            raise
        finally:
            self._coming.pop(body, None)
        return bytes(body.received)

    def release(self, size: int) -> None:
        """Says that a body of this size is not needed any more."""
        self.held -= size

    async def _collect(self, body: _Coming, length: int | None, receive: Receive) -> None:
        more = True
        # The announced length ends the body too: the server's own empty end message would cost another hop.
        while more and len(body.received) != length:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ValidationFailed([BROKEN_OFF])
            piece: bytes = message.get("body", b"")
            body.received += piece
            self.held += len(piece)
            self._bound(body)
            more = message.get("more_body", False)
        # It is whole: nothing may end it any more.
        self._coming.pop(body, None)

    def _bound(self, body: _Coming) -> None:
        if len(body.received) > self._limits.body_bytes:
            raise RequestTooLarge(limit_bytes=self._limits.body_bytes)
        if self.held <= self._limits.buffered_bytes:
            return
        oldest = next((other for other in self._coming if other is not body), None)
        if oldest is None:
            raise ServiceUnavailable
        del self._coming[oldest]
        oldest.is_evicted = True
        oldest.time.reschedule(asyncio.get_running_loop().time())
