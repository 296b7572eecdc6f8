"""What the templates of the site need beyond a page's own context."""

import re
from collections.abc import Collection, Sequence
from http import HTTPStatus
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from errors_docs.highlighting import highlighted_json
from errors_docs.navigation import Link, links
from errors_docs.prose import prose as prose_html
from errors_docs.surfaces import SURFACES, Surface

register = template.Library()


@register.simple_tag
def all_surfaces() -> Collection[Surface]:
    """The public APIs, for the navigation: error pages have no context of their own to carry it."""
    return SURFACES.values()


@register.simple_tag
def brand_name() -> str:
    """The name that the installation goes by."""
    return str(settings.BRAND_NAME)


@register.simple_tag
def brand_logo() -> str:
    """The operator's own logo, "" if there is none."""
    return str(settings.BRAND_LOGO)


@register.simple_tag
def navigation(surface: Surface) -> Sequence[Link]:
    """Every page of a surface."""
    return links(surface)


@register.simple_tag(takes_context=True)
def prose(context: template.Context, text: str) -> SafeString:
    """A sentence of the catalogue, set for the page's surface and code."""
    entry: Any = context.get("entry")
    return prose_html(text, context.get("surface"), entry.code if entry else "")


@register.filter
def json_html(source: str) -> SafeString:
    """A JSON text, coloured."""
    return highlighted_json(source)


@register.filter
def breakable(code: str) -> SafeString:
    """A long name that a narrow column may break after each underscore or dot; it copies without the breaks."""
    return mark_safe(re.sub(r"([_.])", r"\1<wbr>", escape(code)))  # noqa: S308  # escaped before


@register.filter
def phrase(status: int) -> str:
    """404 gives Not Found."""
    return HTTPStatus(status).phrase


@register.filter
def plain(text: str) -> str:
    """A sentence without its backticks, for where no markup can stand."""
    return text.replace("`", "")
