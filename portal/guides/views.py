"""The guides, as pages and as Markdown, and the documents about the whole site. Made once, asking no database."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from errors_docs.content_policy import PAGE_HEADERS
from errors_docs.documents import HTML, JSON, MARKDOWN, deliver, kept
from portal.guides import search, texts
from portal.guides.guide import GUIDES, Guide
from portal.guides.pages import guide_page

PLAIN = "text/plain; charset=utf-8"
XML = "application/xml; charset=utf-8"


@require_safe
def page(request: HttpRequest, guide: Guide) -> HttpResponse:
    """A guide."""
    return deliver(request, _page(guide.surface.name, guide.page.slug), PAGE_HEADERS)


@require_safe
def markdown(request: HttpRequest, guide: Guide) -> HttpResponse:
    """The same as Markdown."""
    return deliver(request, _markdown(guide.surface.name, guide.page.slug), PAGE_HEADERS)


@require_safe
def search_index(request: HttpRequest) -> HttpResponse:
    """What the search looks through."""
    return deliver(request, _search_index(), PAGE_HEADERS)


@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    """llms.txt."""
    return deliver(request, _llms(), PAGE_HEADERS)


@require_safe
def llms_full(request: HttpRequest) -> HttpResponse:
    """llms-full.txt."""
    return deliver(request, _llms_full(), PAGE_HEADERS)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """sitemap.xml."""
    return deliver(request, _sitemap(), PAGE_HEADERS)


@kept(HTML)
def _page(surface: str, slug: str) -> str:
    return render_to_string("docs/guide.html", guide_page(GUIDES[surface, slug]))


@kept(MARKDOWN)
def _markdown(surface: str, slug: str) -> str:
    return GUIDES[surface, slug].markdown


@kept(JSON)
def _search_index() -> str:
    return search.search_index()


@kept(PLAIN)
def _llms() -> str:
    return texts.llms()


@kept(PLAIN)
def _llms_full() -> str:
    return texts.llms_full()


@kept(XML)
def _sitemap() -> str:
    return texts.sitemap()
