"""A middleware of tests that notes which query parameters the pages look at."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase, QueryDict

#: By the route of a page.
looked_at: dict[str, set[str]] = {}


class Noting(QueryDict):
    """A query that notes each name it is asked for."""

    #: Set for each request; a copy notes nothing that matters.
    names: set[str] = set()

    def get(self, key: Any, default: Any = None) -> Any:
        self.names.add(key)
        return super().get(key, default)

    def getlist(self, key: Any, default: Any = None) -> Any:
        self.names.add(key)
        return super().getlist(key, default)

    def __getitem__(self, key: Any) -> Any:
        self.names.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.names.add(str(key))
        return super().__contains__(key)


class Recording:
    """Last of all, so that only what views look at is noted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        assert request.resolver_match is not None
        names = looked_at.setdefault(request.resolver_match.route, set())
        # The class of a request reads it once and has no setter.
        noting: Any = Noting(request.META["QUERY_STRING"])
        noting.names = names
        vars(request)["GET"] = noting
