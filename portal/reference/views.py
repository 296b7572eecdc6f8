"""The reference. Its pages are made once, asking no database, as all of the docs are."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from errors_docs.content_policy import PAGE_HEADERS
from errors_docs.documents import HTML, MARKDOWN, deliver, kept
from errors_docs.surfaces import SURFACES, Surface
from portal.reference.entry import ReferenceEntry, entry_named
from portal.reference.pages import entry_page, index_markdown, index_page


@require_safe
def index(request: HttpRequest, surface: Surface) -> HttpResponse:
    """Every endpoint of a surface."""
    return deliver(request, _index(surface.name), PAGE_HEADERS)


@require_safe
def index_as_markdown(request: HttpRequest, surface: Surface) -> HttpResponse:
    """The same as Markdown."""
    return deliver(request, _index_markdown(surface.name), PAGE_HEADERS)


@require_safe
def page(request: HttpRequest, surface: Surface, name: str) -> HttpResponse:
    """One endpoint, with a form that sends the request."""
    _found(surface, name)
    return deliver(request, _page(surface.name, name), PAGE_HEADERS)


@require_safe
def markdown(request: HttpRequest, surface: Surface, name: str) -> HttpResponse:
    """The same as Markdown, without the form."""
    _found(surface, name)
    return deliver(request, _markdown(surface.name, name), PAGE_HEADERS)


def _found(surface: Surface, name: str) -> ReferenceEntry:
    entry = entry_named(surface, name)
    if entry is None:
        raise Http404
    return entry


@kept(HTML)
def _index(surface: str) -> str:
    return render_to_string("docs/reference.html", index_page(SURFACES[surface]))


@kept(MARKDOWN)
def _index_markdown(surface: str) -> str:
    return index_markdown(SURFACES[surface])


@kept(HTML)
def _page(surface: str, name: str) -> str:
    return render_to_string("docs/operation.html", entry_page(_found(SURFACES[surface], name)))


@kept(MARKDOWN)
def _markdown(surface: str, name: str) -> str:
    return _found(SURFACES[surface], name).markdown
