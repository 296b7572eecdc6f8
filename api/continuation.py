"""An answer that takes long: the view says what to wait for and how to end, and no thread waits with it.

The server's shell awaits the work on its event loop and then runs the end in one hop; the work belongs to the process,
so a client that hangs up doesn't end it. Where no such shell is (a WSGI server, the tests' client) CompletionMiddleware
does both in place.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from api.request_id import current_request_id
from errors_docs.envelope import respond
from errors_docs.exceptions import InternalError
from errors_docs.surfaces import Surface

logger = logging.getLogger("django.request")

#: In a request's META if the server awaits continuations itself.
AWAITED: Final = "tollgate.awaits"


class Continuation:
    """``work`` is awaited once, ``end`` is then called in a thread with what it gave, or None if it didn't end well.

    The work raises nothing that a client should hear of; a crash of it is logged, a cancelled one is a server that
    stops. ``end`` is called in any case.
    """

    def __init__(self, work: Callable[[], Awaitable[Any]], end: Callable[[Any], HttpResponse]) -> None:
        self._work = work
        self._end = end
        self._result: Any = None
        self._request_id = current_request_id.get()

    async def wait(self) -> None:
        """Returns when the work has ended in whichever way, being cancelled included: its end is still to be called."""
        try:
            self._result = await self._work()
        except asyncio.CancelledError:
            logger.warning("the server stops before an answer was made", extra={"request_id": self._request_id})
        except Exception:
            logger.exception("crash in a continuation", extra={"request_id": self._request_id})

    def end(self, surface: Surface) -> HttpResponse:
        """The final answer, the surface's internal error if that crashed. Called in a thread, after ``wait``."""
        token = current_request_id.set(self._request_id)
        try:
            return self._end(self._result)
        except Exception:
            logger.exception("crash at the end of a continuation", extra={"request_id": self._request_id})
            return respond(surface, InternalError(), self._request_id)
        finally:
            current_request_id.reset(token)


class PendingResponse(HttpResponse):
    """Stands for an answer until it is known; ``complete`` makes it that answer, headers of the middleware included."""

    def __init__(self, continuation: Continuation, surface: Surface) -> None:
        super().__init__()
        self.continuation = continuation
        self._surface = surface
        self._notes: list[Callable[[HttpResponse], object]] = []

    def add_note(self, note: Callable[[HttpResponse], object]) -> None:
        """``note`` is called once the answer is final."""
        self._notes.append(note)

    def complete(self) -> None:
        """Called in a thread once the work has ended."""
        final = self.continuation.end(self._surface)
        self.status_code, self.content = final.status_code, final.content
        for name, value in final.items():
            self.headers[name] = value
        self.headers["Content-Length"] = str(len(final.content))
        self.error_code = getattr(final, "error_code", "")
        self._has_been_logged = True
        for note in self._notes:
            note(self)


class Accepted(HttpResponse):
    """An answer that is final while its work goes on."""

    def __init__(self, answer: HttpResponse, continuation: Continuation, surface: Surface) -> None:
        super().__init__(answer.content, status=answer.status_code, headers=answer.headers)
        self.continuation = continuation
        self._surface = surface

    def complete(self) -> None:
        """Ends the work; whom the answer was for has it already."""
        self.continuation.end(self._surface)


def when_final(response: HttpResponse, note: Callable[[HttpResponse], object]) -> None:
    """Calls ``note`` with the answer as the client gets it: now, or once it is known."""
    if isinstance(response, PendingResponse):
        response.add_note(note)
    else:
        note(response)


class CompletionMiddleware:
    """The outermost: where nobody else awaits a continuation, it is run here, in the thread of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, PendingResponse | Accepted) and not request.META.get(AWAITED):
            asyncio.run(response.continuation.wait())
            response.complete()
        return response
