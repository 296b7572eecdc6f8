"""The hop into Django's synchronous stack: one call in a thread of the pool, from a complete request to its answer."""

from collections.abc import Callable, Iterable
from contextvars import Context, copy_context
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeVar
from wsgiref.types import WSGIApplication

from django.core.handlers.wsgi import WSGIRequest
from django.core.signals import request_finished, request_started
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from api.continuation import Accepted, PendingResponse
from config.server.database import close_dropped, close_unusable
from config.server.files import FileWrapper
from errors_docs.surfaces import surface_of
from foundation.asgi import Headers

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
    """Calls a WSGI application. It must call ``start_response`` before it returns, as Django does.

    What belongs to a surface is answered by ``surfaces`` where there is such: the same views and endings, without the
    general way of WSGI and of Django's handler to them. Its signals aren't sent; what their receivers do is done here.
    """

    def __init__(self, application: WSGIApplication, surfaces: Callable[[HttpRequest], Any] | None = None) -> None:
        self._application = application
        self._surfaces = surfaces

    def __call__(self, environ: dict[str, Any]) -> Answer:
        """The answer to a request whose body is complete. What the application raises passes through."""
        if self._surfaces is not None and surface_of(environ["PATH_INFO"]) is not None:
            return self._of_surface(self._surfaces, WSGIRequest(environ))
        start = _Start()
        result = self._application(environ, start)
        wanted = environ["REQUEST_METHOD"] != "HEAD" and start.status not in WITHOUT_BODY
        continued = result if isinstance(result, PendingResponse | Accepted) else None
        return Answer(start.status, start.headers, _body_of(result) if wanted else _closed(result), continued)

    def complete(self, response: PendingResponse | Accepted) -> Answer:
        """The end of an answer that was continued."""
        as_request(response.complete)
        return Answer(response.status_code, _headers_of(response), response.content)

    def _of_surface(self, surfaces: Callable[[HttpRequest], Any], request: WSGIRequest) -> Answer:
        close_dropped()
        try:
            response = surfaces(request)
        finally:
            request.close()
            close_unusable()
        wanted = request.method != "HEAD" and response.status_code not in WITHOUT_BODY
        if response.streaming:
            body = _body_of(_as_file(response)) if wanted else _closed(response)
        else:
            body = response.content if wanted else b""
        continued = response if isinstance(response, PendingResponse | Accepted) else None
        return Answer(response.status_code, _headers_of(response), body, continued)


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
        self.status, self.headers = int(status[:3]), _encoded(headers)
        return _refuse_write


def _refuse_write(data: bytes) -> object:
    raise NotImplementedError("an answer is returned, not written: PEP 3333's write() is only for old frameworks")


def _headers_of(response: HttpResponseBase) -> Headers:
    """Each cookie has a header of its own. Taken from where Django keeps them: its mapping finds each by name anew."""
    headers = _encoded(response.headers._store.values())
    headers += [(b"set-cookie", morsel.output(header="").encode("latin-1")) for morsel in response.cookies.values()]
    return headers


def _encoded(headers: Iterable[tuple[str, str]]) -> Headers:
    return [(_header_name(name), value.encode("latin-1")) for name, value in headers]


@lru_cache(maxsize=1024)
def _header_name(name: str) -> bytes:
    return name.lower().encode("latin-1")


def _as_file(response: HttpResponseBase) -> Iterable[bytes] | FileWrapper:
    """What ``wsgi.file_wrapper`` would be given of a file, whose end is the response's; any other stream as it is."""
    file = getattr(response, "file_to_stream", None)
    if file is None:
        return response
    file.close = response.close
    return FileWrapper(file)


def _body_of(result: Iterable[bytes] | FileWrapper) -> bytes | File | Stream:
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
