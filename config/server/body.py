"""A request's body, read without a thread and within bounds."""

import asyncio
import contextlib
from typing import Final

from config.server.limits import Limits
from config.server.protocol import Receive
from errors_docs.exceptions import (
    FieldProblem,
    RequestTimeout,
    RequestTooLarge,
    ServiceUnavailable,
    ValidationFailed,
)

#: The client hung up or sent a chunk that is none; ASGI tells both the same way, and one of them reads the answer.
BROKEN_OFF: Final = FieldProblem("", "the body broke off before its end", "malformed_request")


class Bodies:
    """Reads bodies and counts how many bytes of them this process holds."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        #: Bytes of all bodies that were read and not released.
        self.held = 0

    async def read(self, length: int | None, receive: Receive) -> bytes:
        """The whole body, to be released by its length later. ``length`` is None if the client didn't say one.

        Raises RequestTooLarge, RequestTimeout, ServiceUnavailable if the process holds too much, ValidationFailed if
        the body broke off.
        """
        if length is not None and length > self._limits.body_bytes:
            raise RequestTooLarge(limit_bytes=self._limits.body_bytes)
        pieces: list[bytes] = []
        try:
            async with asyncio.timeout(self._limits.body_seconds):
                await self._collect(pieces, length, receive)
        except TimeoutError as late:
            self.release(sum(map(len, pieces)))
            raise RequestTimeout(timeout_seconds=int(self._limits.body_seconds)) from late
        except BaseException:
            self.release(sum(map(len, pieces)))
            raise
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def release(self, size: int) -> None:
        """Says that a body of this size is not needed any more."""
        self.held -= size

    async def _collect(self, pieces: list[bytes], length: int | None, receive: Receive) -> None:
        size, more = 0, True
        # The announced length ends the body too: the server's own empty end message would cost another hop.
        while more and size != length:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ValidationFailed([BROKEN_OFF])
            piece: bytes = message.get("body", b"")
            size += len(piece)
            pieces.append(piece)
            self.held += len(piece)
            self._refuse_excess(size)
            more = message.get("more_body", False)

    def _refuse_excess(self, size: int) -> None:
        if size > self._limits.body_bytes:
            raise RequestTooLarge(limit_bytes=self._limits.body_bytes)
        if self.held > self._limits.buffered_bytes:
            raise ServiceUnavailable


async def drop_rest(receive: Receive, limits: Limits) -> None:
    """After a refusal: reads on and keeps nothing. To close on unread bytes would reset the connection too early."""
    left = limits.linger_bytes
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(limits.linger_seconds):
            while left > 0:
                message = await receive()
                if not message.get("more_body", False):
                    return
                left -= len(message["body"])
