"""Native ASGI routes: what is taken ahead of Django, because it streams, waits long, or answers when Django can't."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from config.server.clients import Client
from config.server.exchange import Exchange
from config.server.lifespan import Context
from foundation.asgi import Application, Headers


def everybody(client: Client, headers: Headers) -> bool:
    """Admits every request."""
    return True


@dataclass(frozen=True)
class Route:
    """A path, or a pattern that must match a whole path, with the application behind it.

    What it doesn't match goes to Django, which answers it as any other unknown path or method. The application finds
    the Exchange as ``scope["tollgate"]`` and a pattern's named groups as ``scope["path_params"]``. It reads its body
    itself, as a whole with ``scope["tollgate.bodies"]`` or bounded and timed by itself, and runs synchronous work with
    ``scope["tollgate.run"]``, in Django's threads.
    ``scope["tollgate.answer"]`` runs a continuation (api/continuation.py) to its end and ``scope["tollgate.keep"]`` any
    coroutine, both as tasks of the process that a client's hanging up doesn't end.
    """

    path: str | re.Pattern[str]
    app: Application
    methods: frozenset[str] = frozenset({"GET", "HEAD"})
    #: Whether this request may see it; to others there is no such page.
    admits: Callable[[Client, Headers], bool] = everybody
    #: What the application needs while the process serves, e.g. a session manager.
    lifespan: Context | None = None
    #: True for what a machine asks every few seconds.
    unlogged: bool = False

    @property
    def name(self) -> str:
        """What the log calls it."""
        return self.path if isinstance(self.path, str) else self.path.pattern


class Routes:
    """The table. A path goes before a pattern, and patterns in their order."""

    def __init__(self, routes: Iterable[Route]) -> None:
        every = list(routes)
        self.lifespans = [route.lifespan for route in every if route.lifespan]
        self._paths = {route.path: route for route in every if isinstance(route.path, str)}
        self._patterns = [(route.path, route) for route in every if isinstance(route.path, re.Pattern)]

    def match(self, exchange: Exchange, headers: Headers) -> tuple[Route, dict[str, str]] | None:
        """The route of a request and its pattern's groups, or None for Django."""
        route = self._paths.get(exchange.path)
        if route is not None:
            return (route, {}) if _takes(route, exchange, headers) else None
        for pattern, candidate in self._patterns:
            found = pattern.fullmatch(exchange.path)
            if found and _takes(candidate, exchange, headers):
                return candidate, found.groupdict()
        return None


def _takes(route: Route, exchange: Exchange, headers: Headers) -> bool:
    return exchange.method in route.methods and route.admits(exchange.client, headers)
