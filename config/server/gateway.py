"""The hop into Django's synchronous stack: one call in a thread of the pool, from a complete request to its answer."""

from collections.abc import Callable, Iterable
from contextvars import Context, copy_context
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from wsgiref.types import WSGIApplication

from django.core.signals import request_finished, request_started

from api.continuation import Accepted, PendingResponse
from config.server.files import FileWrapper
from config.server.protocol import Headers

Result = TypeVar("Result")

#: A file up to this size is read in the same hop; of a larger one so much is read at a time.
PIECE_BYTES: Final = 128 * 1024
WITHOUT_BODY: Final = (204, 304)


@dataclass(frozen=True, slots=True)
class File:
    """A large file of which the first piece was read. It must be closed."""

    first: bytes
    rest: FileWrapper


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer that is made piece by piece, to be iterated in one thread and in its request's context."""

    pieces: Iterable[bytes]
    context: Context

    def close(self) -> None:
        """Ends Django's request."""
        _close(self.pieces)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the application answered. A body of bytes is complete, and the application's answer closed already."""

    status: int
    headers: Headers
    body: bytes | File | Stream
    #: What goes on after this; for a PendingResponse this answer is none yet.
    continued: PendingResponse | Accepted | None = None


class Gateway:
    """Calls a WSGI application. It must call ``start_response`` before it returns, as Django does."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any]) -> Answer:
        """The answer to a request whose body is complete. What the application raises passes through."""
        start = _Start()
        result = self._application(environ, start)
        wanted = environ["REQUEST_METHOD"] != "HEAD" and start.status not in WITHOUT_BODY
        continued = result if isinstance(result, PendingResponse | Accepted) else None
        return Answer(start.status, start.headers, _body_of(result) if wanted else _closed(result), continued)

    def complete(self, response: PendingResponse | Accepted) -> Answer:
        """The end of an answer that was continued."""
        as_request(response.complete)
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
        return Answer(response.status_code, headers, response.content)


def as_request(work: Callable[[], Result]) -> Result:
    """What ``work`` gives. To its thread it is a request of its own, with the signals that keep connections sound."""
    request_started.send(sender=Gateway, environ={})
    try:
        return work()
    finally:
        request_finished.send(sender=Gateway)


class _Start:
    """The ``start_response`` of one call."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: Headers = []

    def __call__(
        self, status: str, headers: list[tuple[str, str]], exc_info: object = None, /
    ) -> Callable[[bytes], object]:
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return _refuse_write


def _refuse_write(data: bytes) -> object:
    raise NotImplementedError("an answer is returned, not written: PEP 3333's write() is only for old frameworks")


def _body_of(result: Iterable[bytes]) -> bytes | File | Stream:
    if isinstance(result, FileWrapper):
        return _file_or_whole(result)
    if getattr(result, "streaming", False):
        return Stream(result, copy_context())
    try:
        return b"".join(result)
    finally:
        _close(result)


def _file_or_whole(file: FileWrapper) -> bytes | File:
    first, piece = b"", b"."
    while piece and len(first) < PIECE_BYTES:
        piece = file.read(PIECE_BYTES - len(first))
        first += piece
    if piece:
        return File(first, file)
    file.close()
    return first


def _closed(result: Iterable[bytes]) -> bytes:
    _close(result)
    return b""


def _close(result: Iterable[bytes]) -> None:
    """Ends Django's request, which sends its signals; a plain list has no such method."""
    close = getattr(result, "close", None)
    if close is not None:
        close()
