"""Answers the OpenAPI documents: public, made once a process, with an ETag so that a poll costs nothing."""

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from api.openapi.document import rendered
from errors_docs.envelope import respond
from errors_docs.exceptions import MethodNotAllowed
from errors_docs.handler import request_id_of
from errors_docs.surfaces import Surface

METHODS: Final = ("GET", "HEAD")
#: A minute without asking, then If-None-Match.
CACHE_CONTROL: Final = "public, max-age=60"


def document(request: HttpRequest, surface: Surface) -> HttpResponse:
    """The document of one surface. No ApiView, because it doesn't describe itself; its refusals are in the envelope."""
    if request.method not in METHODS:
        return respond(surface, MethodNotAllowed(method=str(request.method), allowed=METHODS), request_id_of(request))
    made = rendered(surface)
    headers = {"Cache-Control": CACHE_CONTROL, "ETag": made.etag}
    if _has_copy(request, made.etag):
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(made.body, content_type="application/json", headers=headers)


def _has_copy(request: HttpRequest, etag: str) -> bool:
    """True if If-None-Match names the document, or its weakened form, which a compressing proxy makes of it."""
    held = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in held or etag in [tag.removeprefix("W/") for tag in held]
