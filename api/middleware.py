"""The outermost middleware: gives the request its id, and says in one log line how it ended."""

import logging
import time
from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse

from api.continuation import when_final
from api.ids import new_id
from api.request_id import current_request_id

logger = logging.getLogger("tollgate.access")

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Puts ``request.request_id`` on the request, X-Request-Id on the answer, and the id on every log line between.

    A client can't choose the id: the server's shell may have made one already (WSGI environ), nobody else.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        request_id = request.META.get("tollgate.request_id") or new_id("req")
        request.request_id = request_id  # type: ignore[attr-defined]  # read by errors_docs.handler and the views
        token = current_request_id.set(request_id)
        try:
            response = self.get_response(request)
            response.headers["X-Request-Id"] = request_id
            when_final(response, partial(_log, request, began))
            return response
        finally:
            current_request_id.reset(token)


def _log(request: HttpRequest, began: float, response: HttpResponse) -> None:
    """Neither query nor headers: they may carry keys and names of patients."""
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
            "duration_ms": round((time.perf_counter() - began) * 1000, 2),
            "address": request.META.get("REMOTE_ADDR"),
        },
    )
