"""What the templates of the site need beyond a page's own context."""

from collections.abc import Collection, Sequence
from http import HTTPStatus
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe

from errors_docs.highlighting import highlighted_json
from errors_docs.languages import Language, Reading, Translated, translated
from errors_docs.navigation import Link, links
from errors_docs.prose import prose as prose_html
from errors_docs.prose import with_breaks
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
    """A sentence of the catalogue in the page's language, set for its surface and code."""
    entry: Any = context.get("entry")
    found = translated(text, _language(context))
    return _marked(
        found, prose_html(found.text, context.get("surface"), entry.code if entry else "", _reading(context)), context
    )


@register.simple_tag(takes_context=True)
def say(context: template.Context, text: str) -> SafeString:
    """A word of the page itself in the page's language."""
    found = translated(text, _language(context))
    return _marked(found, conditional_escape(found.text), context)


@register.simple_tag(takes_context=True)
def word(context: template.Context, text: str) -> str:
    """The same for an attribute, where no markup can stand."""
    return translated(text, _language(context)).text


@register.simple_tag(takes_context=True)
def plain_word(context: template.Context, text: str) -> str:
    """A sentence of the catalogue for an attribute: without its backticks."""
    return plain(word(context, text))


def _reading(context: template.Context) -> Reading:
    """Pages about errors are read in a language; all others are English."""
    reading: Reading = context.get("reading") or Reading()
    return reading


def _language(context: template.Context) -> Language:
    return _reading(context).language


def _marked(found: Translated, html: SafeString, context: template.Context) -> SafeString:
    """A text that isn't in the page's language says so, to screen readers and to what lays it out."""
    if found.language is _language(context):
        return html
    return format_html('<span lang="{}" dir="{}">{}</span>', found.language.code, found.language.direction, html)


@register.filter
def json_html(source: str) -> SafeString:
    """A JSON text, coloured."""
    return highlighted_json(source)


@register.filter
def breakable(code: str) -> SafeString:
    """A long name that a narrow column may break where its words end; it copies without the breaks."""
    return mark_safe(with_breaks(escape(code)))  # noqa: S308  # escaped before


@register.filter
def phrase(status: int) -> str:
    """404 gives Not Found."""
    return HTTPStatus(status).phrase


@register.filter
def plain(text: str) -> str:
    """A sentence without its backticks, for where no markup can stand."""
    return text.replace("`", "")
