"""The docs site. No page asks the database or sets a cookie: each is made once in a process and then handed out."""

import json
from collections.abc import Callable
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from errors_docs import pages
from errors_docs.catalogues import catalogue_for
from errors_docs.content_policy import PAGE_HEADERS
from errors_docs.documents import HTML, JSON, MARKDOWN, Document, deliver, kept
from errors_docs.export import catalogue_data
from errors_docs.handler import language_of
from errors_docs.languages import LANGUAGES, Reading
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
def error_index(request: HttpRequest, surface: Surface, language: str = "") -> HttpResponse:
    """The table of all codes, in the language of the address or else of the reader's browser."""
    return _in_language(request, language, _error_index, surface.name)


@require_safe
def error_json(request: HttpRequest, surface: Surface) -> HttpResponse:
    """The catalogue for programs."""
    return deliver(request, _error_json(surface.name), PAGE_HEADERS)


@require_safe
def error_markdown(request: HttpRequest, surface: Surface) -> HttpResponse:
    """The catalogue as one text."""
    return deliver(request, _error_markdown(surface.name), PAGE_HEADERS)


@require_safe
def code_page(request: HttpRequest, surface: Surface, code: str, language: str = "") -> HttpResponse:
    """One code. A code in the wrong case redirects to the right one; an unknown one is a missing page."""
    if catalogue_for(surface).get(code) is not None:
        return _in_language(request, language, _code_page, surface.name, code)
    for entry in catalogue_for(surface):
        if entry.code.lower() == code.lower():
            return _moved(request, _reading(request, language).path(surface.error_url(entry.code)))
    raise Http404


@require_safe
def with_slash(request: HttpRequest) -> HttpResponse:
    """/docs means /docs/."""
    return _moved(request, request.path + "/")


@require_safe
def without_slash(request: HttpRequest, name: str) -> HttpResponse:
    """Below /docs/ an address ends without a slash; one that has it redirects."""
    return _moved(request, f"/docs/{name}".rstrip("/"))


def _reading(request: HttpRequest, language: str) -> Reading:
    return Reading(LANGUAGES[language], is_chosen=True) if language else Reading(language_of(request))


def _in_language(request: HttpRequest, language: str, page: Callable[..., Document], *key: str) -> HttpResponse:
    """One of the finished pages: a page is kept for each language, chosen or not."""
    reading = _reading(request, language)
    found = page(reading.language.code, "chosen" * reading.is_chosen, *key)
    varies = () if reading.is_chosen else ("Accept-Language",)
    return deliver(request, found, {**PAGE_HEADERS, "Content-Language": reading.language.code}, varies)


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
def _error_index(language: str, chosen: str, name: str) -> str:
    reading = Reading(LANGUAGES[language], bool(chosen))
    return render_to_string("docs/errors.html", pages.error_index(SURFACES[name], reading))


@kept(JSON)
def _error_json(name: str) -> str:
    return json.dumps(catalogue_data(SURFACES[name]), ensure_ascii=False)


@kept(MARKDOWN)
def _error_markdown(name: str) -> str:
    return catalogue_markdown(SURFACES[name])


@kept(HTML)
def _code_page(language: str, chosen: str, name: str, code: str) -> str:
    surface, reading = SURFACES[name], Reading(LANGUAGES[language], bool(chosen))
    return render_to_string("docs/code.html", pages.code_page(surface, catalogue_for(surface)[code], reading))
