"""What the URL conf lists below a surface's base path. Nothing is imported from the apps above: the list is walked."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver

from errors_docs.jsonform import camel
from errors_docs.surfaces import Surface

#: ``<str:customer_id>`` in a route of Django's.
PLACEHOLDER: Final = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """One line of a surface's URL list, whatever stands behind it."""

    surface: Surface
    #: As Django matches it, without a slash in front: api/partner/v1/customers/<str:customer_id>
    pattern: str
    callback: Callable[..., Any]

    @property
    def path(self) -> str:
        """As the OpenAPI document names it, below the surface's base path: /customers/{customerId}"""
        below = "/" + self.pattern.removeprefix(_prefix(self.surface))
        return PLACEHOLDER.sub(lambda name: f"{{{camel(name[1])}}}", below)


def routes(surface: Surface, urlconf: str | None = None) -> list[Route]:
    """All of them, in the order of the lists. Without a ``urlconf``: the running site's."""
    every = _walk(get_resolver(urlconf).url_patterns, "")
    return [Route(surface, pattern, callback) for pattern, callback in every if pattern.startswith(_prefix(surface))]


def surface_patterns(surface: Surface) -> list[URLPattern | URLResolver]:
    """The URL list that is mounted at the surface's base path."""
    mounted = [entry for entry in get_resolver().url_patterns if str(entry.pattern) == _prefix(surface)]
    return [pattern for entry in mounted if isinstance(entry, URLResolver) for pattern in entry.url_patterns]


def _prefix(surface: Surface) -> str:
    return surface.base_path.lstrip("/") + "/"


def _walk(patterns: Sequence[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern), entry.callback
