"""What every request passes: it gets its id, and what belongs to a surface goes past the middleware of pages."""

import logging
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from http import HTTPStatus
from time import perf_counter
from typing import Final

from django.conf import settings
from django.core.handlers.exception import response_for_exception
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.urls import ResolverMatch, resolve

from api.continuation import when_final
from api.ids import new_id
from api.request_id import current_request_id
from errors_docs.surfaces import surface_of

logger = logging.getLogger("tollgate.access")

#: Of longer paths no match is kept: a stranger could fill the memory with them.
LONGEST_KEPT: Final = 200

GetResponse = Callable[[HttpRequest], HttpResponse]
#: Is told of a request, its final answer, and the seconds that it took.
Ending = Callable[[HttpRequest, HttpResponse, float], None]


class RequestMiddleware:
    """Puts ``request.request_id`` on the request, X-Request-Id on the answer, and the id on every log line between.

    A client can't choose the id: the server's shell may have made one already (WSGI environ), nobody else. Subclasses
    say what is told of each request that has ended.
    """

    endings: Sequence[Ending] = ()

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = perf_counter()
        request_id = request.META.get("tollgate.request_id") or new_id("req")
        request.request_id = request_id  # type: ignore[attr-defined]  # read by errors_docs.handler and the views
        token = current_request_id.set(request_id)
        try:
            response = self.get_response(request)
            response.headers["X-Request-Id"] = request_id
            when_final(response, partial(self._tell, request, began))
            return response
        finally:
            current_request_id.reset(token)

    def _tell(self, request: HttpRequest, began: float, response: HttpResponse) -> None:
        seconds = perf_counter() - began
        for ending in self.endings:
            ending(request, response, seconds)


class SurfaceMiddleware:
    """Answers what belongs to a surface, and leaves pages to the middleware that MIDDLEWARE lists after this.

    A surface knows neither sessions nor cookies nor forms. Of what those middleware do, it needs the check of the host,
    the length, and the headers that a browser obeys, which Django's own middleware is asked for once.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self._browser = SecurityMiddleware(XFrameOptionsMiddleware(_empty))
        #: By whether the request came over https; each by its name in lower case, as Django keeps them.
        self._headers: dict[bool, dict[str, tuple[str, str]]] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if surface_of(request.path) is None:
            return self.get_response(request)
        response = _answer(request)
        # That of a 304 would have to be the length of the answer that it stands for.
        if not response.streaming and response.status_code != HTTPStatus.NOT_MODIFIED:
            response.headers.setdefault("Content-Length", str(len(response.content)))
        secure = request.is_secure()
        if secure not in self._headers:
            said = self._browser(request)
            assert isinstance(said, HttpResponse)
            self._headers[secure] = {name.lower(): (name, value) for name, value in said.items()}
        # Past the front door, which would look at each of them anew for every answer.
        response.headers._store = {**self._headers[secure], **response.headers._store}
        return response


def _match(urls: str, path: str) -> ResolverMatch:
    return resolve(path, urls)


#: Whoever calls an endpoint calls it again, and a match says nothing of a request.
_kept_match = lru_cache(maxsize=4096)(_match)


def _answer(request: HttpRequest) -> HttpResponse:
    """As Django's handler, without any middleware."""
    try:
        request.get_host()
        find = _kept_match if len(request.path_info) <= LONGEST_KEPT else _match
        request.resolver_match = match = find(settings.ROOT_URLCONF, request.path_info)
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    except Exception as error:  # told as the surface's refusal, or as its crash
        return response_for_exception(request, error)
    return response


def _empty(request: HttpRequest) -> HttpResponse:
    empty = HttpResponse()
    del empty.headers["Content-Type"]
    return empty


def log_access(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """One line. Neither query nor headers: they may carry keys and names of patients."""
    route = request.resolver_match.route if request.resolver_match else ""
    logger.info(
        "request",
        extra={
            "request_id": request.request_id,  # type: ignore[attr-defined]  # set above; a late answer is logged outside its request
            "method": request.method,
            "route": route,
            "status": response.status_code,
            "code": getattr(response, "error_code", None),
            "account": getattr(request, "account_id", None),
            "duration_ms": round(seconds * 1000, 2),
            "address": request.META.get("REMOTE_ADDR"),
        },
    )
