"""The endpoints of a surface, read from the URL conf, for the document, the checks and the permission table."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver

from api.operations import Operation, operation_of
from api.views import ApiView
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
        below = "/" + self.pattern.removeprefix(self.surface.base_path.lstrip("/") + "/")
        return PLACEHOLDER.sub(lambda name: f"{{{camel(name[1])}}}", below)

    @property
    def view(self) -> type[ApiView] | None:
        """The endpoint's class; None for a plain view, such as the one that answers the document itself."""
        view: type | None = getattr(self.callback, "cls", None)
        return view if view is not None and issubclass(view, ApiView) else None


@dataclass(frozen=True)
class Endpoint:
    """One method of one route."""

    route: Route
    view: type[ApiView]
    #: In capitals.
    method: str
    operation: Operation

    @property
    def path(self) -> str:
        """As the OpenAPI document names it: /customers/{customerId}"""
        return self.route.path


def routes(surface: Surface) -> list[Route]:
    """Everything that the URL conf lists below a surface's base path, in its order."""
    found = _walk(surface_patterns(surface), _prefix(surface))
    return [Route(surface, pattern, callback) for pattern, callback in found]


def endpoints(surface: Surface) -> list[Endpoint]:
    """Every declared method of every endpoint of a surface."""
    return [
        Endpoint(route, route.view, name.upper(), declared)
        for route in routes(surface)
        if route.view is not None
        for name in route.view.http_method_names
        if (declared := operation_of(getattr(route.view, name, None))) is not None
    ]


def surface_patterns(surface: Surface) -> list[URLPattern | URLResolver]:
    """The URL list that is mounted at the surface's base path."""
    mounted = [entry for entry in get_resolver().url_patterns if str(entry.pattern) == _prefix(surface)]
    return [pattern for entry in mounted if isinstance(entry, URLResolver) for pattern in entry.url_patterns]


def _prefix(surface: Surface) -> str:
    return surface.base_path.lstrip("/") + "/"


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern), entry.callback
