"""Which endpoint answers which code, read from the views themselves.

A view method that carries an ``operation`` is an endpoint.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Protocol

from django.conf import settings

from errors_docs.catalogue import Catalogue, Entry
from errors_docs.catalogues import catalogue_for
from errors_docs.exceptions import DomainError
from errors_docs.routes import routes
from errors_docs.surfaces import SURFACES, Surface

METHODS: Final = ("get", "post", "put", "patch", "delete")


class DeclaredOperation(Protocol):
    """What the docs read of a view method's declaration."""

    @property
    def summary(self) -> str: ...
    @property
    def scope(self) -> str | None: ...
    @property
    def all_errors(self) -> Sequence[type[DomainError]]: ...


@dataclass(frozen=True)
class Endpoint:
    """One method of one path. The path is a template below the surface's base path: /customers/{customerId}."""

    method: str
    path: str
    summary: str
    scope: str | None
    errors: tuple[type[DomainError], ...]

    @property
    def takes_key(self) -> bool:
        """True if a request without an API key is refused."""
        return self.scope is not None

    @property
    def has_parameters(self) -> bool:
        """True if the path names a thing, so that it can't be called as it stands."""
        return "{" in self.path


def endpoints(surface: Surface) -> tuple[Endpoint, ...]:
    """Every endpoint of a surface, in the order of the URL lists."""
    return _endpoints(surface.name, settings.ROOT_URLCONF)


def endpoints_returning(surface: Surface, entry: Entry) -> tuple[Endpoint, ...]:
    """The endpoints that may answer with this code.

    A special case that a surface publishes on its own (a revoked key) belongs to the endpoints that declare the
    general refusal, unless some endpoint declares the special case itself: then only those that do.
    """
    every = endpoints(surface)
    catalogue = catalogue_for(surface)
    declared = {error for endpoint in every for error in endpoint.errors}
    return tuple(
        endpoint
        for endpoint in every
        if _publishes(catalogue, entry, endpoint)
        or (entry.error not in declared and issubclass(entry.error, endpoint.errors))
    )


def _publishes(catalogue: Catalogue, entry: Entry, endpoint: Endpoint) -> bool:
    return any(catalogue.entry_for(error) is entry for error in endpoint.errors)


@cache
def _endpoints(surface_name: str, urlconf: str) -> tuple[Endpoint, ...]:
    found = routes(SURFACES[surface_name], urlconf)
    return tuple(endpoint for route in found for endpoint in _methods(route.callback, route.path))


def _methods(callback: Any, path: str) -> Iterator[Endpoint]:
    view = getattr(callback, "view_class", None) or getattr(callback, "cls", None)
    for method in METHODS:
        operation: DeclaredOperation | None = getattr(getattr(view, method, None), "operation", None)
        if operation is not None:
            yield Endpoint(method.upper(), path, operation.summary, operation.scope, tuple(operation.all_errors))
