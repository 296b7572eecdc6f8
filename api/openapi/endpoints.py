"""The endpoints of a surface, read from the URL conf, for the document, the checks and the permission table."""

from dataclasses import dataclass

from api.operations import Operation, operation_of
from api.views import ApiView
from errors_docs.routes import Route, routes
from errors_docs.surfaces import Surface


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


def view_of(route: Route) -> type[ApiView] | None:
    """The endpoint's class; None for a plain view, such as the one that answers the document itself."""
    view: type | None = getattr(route.callback, "cls", None)
    return view if view is not None and issubclass(view, ApiView) else None


def endpoints(surface: Surface) -> list[Endpoint]:
    """Every declared method of every endpoint of a surface."""
    return [
        Endpoint(route, view, name.upper(), declared)
        for route in routes(surface)
        if (view := view_of(route)) is not None
        for name in view.http_method_names
        if (declared := operation_of(getattr(view, name, None))) is not None
    ]
