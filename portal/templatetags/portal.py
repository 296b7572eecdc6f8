"""Filters of the portal's templates."""

import json
from typing import Any

from django import template

from errors_docs.money import format_credits
from errors_docs.routes import Route
from errors_docs.surfaces import Surface
from foundation.text import unlinked

register = template.Library()


@register.filter
def credits(hundredths: int | None) -> str:  # noqa: A001  # the name in templates
    """An amount as people read it, in groups of three figures; a dash where there is none."""
    return "–" if hundredths is None else format_credits(hundredths, grouped=True)  # noqa: RUF001  # an en dash stands for nothing


@register.filter
def below(route: str, surface: Surface) -> str:
    """A route of Django's as the docs write paths: without the surface's base, {customerId} for what varies."""
    return Route(surface, route, below).path


@register.filter
def pairs(value: Any) -> list[tuple[str, str]]:
    """The members of a JSON object as (name, text), nested ones by path: breakdown.total."""
    found: list[tuple[str, str]] = []
    for name, inner in value.items() if isinstance(value, dict) else []:
        if isinstance(inner, dict):
            found += [(f"{name}.{path}", text) for path, text in pairs(inner)]
        else:
            found.append((name, _text(inner)))
    return found


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_text(item) for item in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


@register.filter(name="unlinked")
def as_unlinked(text: str) -> str:
    """A name in a mail, of which no reader of mail makes a link."""
    return unlinked(text)


@register.filter
def as_json(value: Any) -> str:
    """JSON data, indented."""
    return json.dumps(value, indent=2, ensure_ascii=False)
