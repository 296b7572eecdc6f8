"""Every refusal passes here: DRF's exception handler, and Django's handlers for what DRF never sees.

A domain error becomes the surface's envelope. A crash is logged with its request id, sent as
``got_request_exception`` as Django itself would, and answered as the surface's internal error.
"""

import logging
import sys
from typing import Any

from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from rest_framework.views import set_rollback

from errors_docs.content_policy import PAGE_HEADERS
from errors_docs.envelope import respond
from errors_docs.exceptions import DomainError, EndpointNotFound, InternalError
from errors_docs.languages import Language, preferred
from errors_docs.nearest_route import endpoint_not_found
from errors_docs.outage import refusal_of
from errors_docs.surfaces import surface_of
from errors_docs.translation import domain_error

logger = logging.getLogger("django.request")


def handle_exception(error: Exception, context: dict[str, Any]) -> HttpResponse:
    """DRF's EXCEPTION_HANDLER for every view of a surface."""
    view, request = context["view"], context["request"]
    media_types = [parser.media_type for parser in view.parser_classes]
    known = domain_error(error, view.allowed_methods, media_types)
    set_rollback()
    if known is None:
        _report_crash(request._request, type(view), error)
    return _envelope(request._request, known or InternalError())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400: a host that isn't ours, a body that Django refused to read."""
    return _page_or_envelope(request, domain_error(exception, [], []) or InternalError(), 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403: only pages of the site raise PermissionDenied; a surface has errors of its own for it."""
    return _page_or_envelope(request, domain_error(exception, [], []) or InternalError(), 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404: no route matched, or a page has nothing to show."""
    if surface_of(request.path) is None:
        return _page_or_envelope(request, EndpointNotFound(path=request.path), 404)
    return _envelope(request, endpoint_not_found(request.path, str(request.method)))


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: a crash outside DRF's views. Django sent its signal already, and logs the crash after this.

    A page that found no database answers 503, which is logged already: once, not for each page.
    """
    away = refusal_of(sys.exception()) if surface_of(request.path) is None else None
    if away is not None:
        page = _page_or_envelope(request, away, 503)
        page._has_been_logged = True  # type: ignore[attr-defined]  # as below
        return page
    answer = _page_or_envelope(request, InternalError(), 500)
    answer._has_been_logged = False  # type: ignore[attr-defined]  # where Django keeps it; respond() says True
    return answer


def request_id_of(request: HttpRequest) -> str:
    """The id that api.middleware gave this request; empty only where the middleware itself failed."""
    return getattr(request, "request_id", "")


def language_of(request: HttpRequest) -> Language:
    """The language that the reader asks for, among ours."""
    return preferred(request.headers.get("Accept-Language", ""))


def _envelope(request: HttpRequest, error: DomainError) -> HttpResponse:
    surface = surface_of(request.path)
    assert surface is not None  # only views of a surface use DRF
    return respond(surface, error, request_id_of(request), language_of(request))


def _page_or_envelope(request: HttpRequest, error: DomainError, status: int) -> HttpResponse:
    if surface_of(request.path) is not None:
        return _envelope(request, error)
    context = {"status": status, "request_id": request_id_of(request)}
    headers = {**PAGE_HEADERS, **error.headers}
    return HttpResponse(render_to_string(f"{status}.html", context), status=status, headers=headers)


def _report_crash(request: HttpRequest, view: type, error: Exception) -> None:
    said = {"request_id": request_id_of(request), "status_code": 500}
    logger.error("crash in %s", view.__qualname__, exc_info=error, extra=said)
    got_request_exception.send(sender=view, request=request)
