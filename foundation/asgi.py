"""ASGI 3, as far as the server's shell and its native routes speak it: its types, headers, and the rest of a body."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

#: The rest of a refused body is read and dropped, or the client would see a reset instead of the refusal.
LINGER_BYTES: Final = 64 * 1024 * 1024
LINGER_SECONDS: Final = 5.0


def header(scope: Scope, name: bytes) -> str:
    """Return a header's value, "" if there is none; the values of one that came more than once with commas between."""
    return ",".join(value.decode("latin-1") for key, value in scope["headers"] if key == name)


def is_repeated(scope: Scope, name: bytes) -> bool:
    """Tell whether a header came more than once."""
    return [key for key, _ in scope["headers"]].count(name) > 1


async def drop_rest(receive: Receive, *, most_bytes: int = LINGER_BYTES, seconds: float = LINGER_SECONDS) -> None:
    """Read the rest of a refused body and keep nothing, until one of the bounds."""
    left = most_bytes
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while left > 0:
                message = await receive()
                if not message.get("more_body", False):
                    return
                left -= len(message["body"])
