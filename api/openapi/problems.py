"""What would make a surface's document incomplete: endpoints that declare nothing, and what the generator warns of."""

from collections.abc import Iterator

from drf_spectacular.drainage import GENERATOR_STATS

from api.openapi.document import build
from api.openapi.endpoints import view_of
from api.openapi.views import document
from api.operations import operation_of
from errors_docs.routes import Route, routes
from errors_docs.surfaces import Surface

#: Methods that an endpoint may serve; DRF's own OPTIONS is switched off for all.
METHODS = ("get", "post", "put", "patch", "delete", "head", "trace")


def problems_of(surface: Surface) -> list[str]:
    """One sentence for each problem; none if the document says all there is to say."""
    undeclared = [problem for route in routes(surface) for problem in _route_problems(route)]
    with GENERATOR_STATS.silence():
        build(surface)
    return [*undeclared, *GENERATOR_STATS._warn_cache, *GENERATOR_STATS._error_cache]


def _route_problems(route: Route) -> Iterator[str]:
    view = view_of(route)
    if route.callback is document:
        return
    if view is None:
        yield f"{route.pattern} is no ApiView, so no document describes it"
        return
    if view.surface is not route.surface:
        yield f"{view.__name__} says surface {view.surface.name}, but stands at {route.pattern}"
    for name in METHODS:
        if hasattr(view, name) and operation_of(getattr(view, name)) is None:
            yield f"{view.__name__}.{name} has no @operation, so it is never served"
