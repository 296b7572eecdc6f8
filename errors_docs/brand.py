"""The operator's own name, colours and logo on every page."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from errors_docs.documents import deliver, kept

CSS = "text/css; charset=utf-8"
SVG = "image/svg+xml"
#: A picture may style itself, and can do nothing else.
SVG_HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """The colours, as a style sheet after the site's own."""
    return deliver(request, _style(), {})


@require_safe
def logo(request: HttpRequest) -> HttpResponse:
    """The logo, if the operator has set one."""
    if not settings.BRAND_LOGO:
        raise Http404
    return deliver(request, _logo(), SVG_HEADERS)


@kept(CSS)
def _style() -> str:
    light, dark = settings.BRAND_COLORS
    return f":root {{ --accent: light-dark({light}, {dark}); }}\n"


@kept(SVG)
def _logo() -> str:
    return str(settings.BRAND_LOGO)
