"""The docs site. No page asks the database or sets a cookie: each is made once in a process and then handed out."""

import json
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from errors_docs import pages
from errors_docs.catalogues import catalogue_for
from errors_docs.content_policy import PAGE_HEADERS
from errors_docs.documents import HTML, JSON, MARKDOWN, deliver, kept
from errors_docs.export import catalogue_data
from errors_docs.markdown import catalogue_markdown
from errors_docs.surfaces import SURFACES, Surface


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this server is and how to begin."""
    return deliver(request, _home(), PAGE_HEADERS)


@require_safe
def docs_index(request: HttpRequest) -> HttpResponse:
    """The surfaces."""
    return deliver(request, _docs_index(), PAGE_HEADERS)


@require_safe
def error_index(request: HttpRequest, surface: Surface) -> HttpResponse:
    """The table of all codes."""
    return deliver(request, _error_index(surface.name), PAGE_HEADERS)


@require_safe
def error_json(request: HttpRequest, surface: Surface) -> HttpResponse:
    """The catalogue for programs."""
    return deliver(request, _error_json(surface.name), PAGE_HEADERS)


@require_safe
def error_markdown(request: HttpRequest, surface: Surface) -> HttpResponse:
    """The catalogue as one text."""
    return deliver(request, _error_markdown(surface.name), PAGE_HEADERS)


@require_safe
def code_page(request: HttpRequest, surface: Surface, code: str) -> HttpResponse:
    """One code. A code in the wrong case redirects to the right one; an unknown one is a missing page."""
    if catalogue_for(surface).get(code) is not None:
        return deliver(request, _code_page(surface.name, code), PAGE_HEADERS)
    for entry in catalogue_for(surface):
        if entry.code.lower() == code.lower():
            return HttpResponsePermanentRedirect(surface.error_url(entry.code))
    raise Http404


@require_safe
def reference(request: HttpRequest, surface: Surface) -> HttpResponse:
    """The OpenAPI document, with try-it."""
    return deliver(request, _reference(surface.name), PAGE_HEADERS)


@require_safe
def with_slash(request: HttpRequest) -> HttpResponse:
    """/docs means /docs/."""
    return _moved(request, request.path + "/")


@require_safe
def without_slash(request: HttpRequest, name: str) -> HttpResponse:
    """Below /docs/ an address ends without a slash; one that has it redirects."""
    return _moved(request, f"/docs/{name}".rstrip("/"))


def _moved(request: HttpRequest, path: str) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{quote(path)}?{query}" if query else quote(path))


@kept(HTML)
def _home() -> str:
    return render_to_string("docs/home.html", pages.home())


@kept(HTML)
def _docs_index() -> str:
    return render_to_string("docs/index.html", pages.docs_index())


@kept(HTML)
def _error_index(name: str) -> str:
    return render_to_string("docs/errors.html", pages.error_index(SURFACES[name]))


@kept(JSON)
def _error_json(name: str) -> str:
    return json.dumps(catalogue_data(SURFACES[name]), ensure_ascii=False)


@kept(MARKDOWN)
def _error_markdown(name: str) -> str:
    return catalogue_markdown(SURFACES[name])


@kept(HTML)
def _code_page(name: str, code: str) -> str:
    surface = SURFACES[name]
    return render_to_string("docs/code.html", pages.code_page(surface, catalogue_for(surface)[code]))


@kept(HTML)
def _reference(name: str) -> str:
    return render_to_string("docs/reference.html", pages.reference(SURFACES[name]))
