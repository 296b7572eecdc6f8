"""Answers the OpenAPI documents: public, made once a process, compressed, and 304 for whoever has them already."""

from typing import Final

from django.http import HttpRequest, HttpResponse

from api.openapi.document import served
from errors_docs.documents import deliver
from errors_docs.envelope import respond
from errors_docs.exceptions import MethodNotAllowed
from errors_docs.handler import language_of, request_id_of
from errors_docs.surfaces import Surface

METHODS: Final = ("GET", "HEAD")


def document(request: HttpRequest, surface: Surface) -> HttpResponse:
    """The document of one surface. No ApiView, because it doesn't describe itself; its refusals are in the envelope."""
    if request.method not in METHODS:
        refused = MethodNotAllowed(method=str(request.method), allowed=METHODS)
        return respond(surface, refused, request_id_of(request), language_of(request))
    return deliver(request, served(surface.name), {})
