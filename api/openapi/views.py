"""Answers the OpenAPI documents: public, made once a process, compressed, and 304 for whoever has them already."""

from typing import Final

from django.http import HttpRequest, HttpResponse

from api.input import read_input
from api.openapi.document import served
from api.operations import Operation
from errors_docs.documents import deliver
from errors_docs.envelope import respond
from errors_docs.exceptions import DomainError, MethodNotAllowed
from errors_docs.handler import language_of, request_id_of
from errors_docs.surfaces import Surface

METHODS: Final = ("GET", "HEAD")
#: It takes neither a query nor a body, as any operation that declares none.
NOTHING: Final = Operation(summary="Read this document", answer=dict, scope=None)


def document(request: HttpRequest, surface: Surface) -> HttpResponse:
    """The document of one surface. No ApiView, because it doesn't describe itself; its refusals are in the envelope."""
    try:
        if request.method not in METHODS:
            raise MethodNotAllowed(method=str(request.method), allowed=METHODS)
        read_input(request, NOTHING)
    except DomainError as refused:
        return respond(surface, refused, request_id_of(request), language_of(request))
    return deliver(request, served(surface.name), {})
