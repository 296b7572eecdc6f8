"""How far a code reaches, told shortly: a list of forty endpoints says less than "every endpoint"."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from errors_docs.catalogue import Area, Entry
from errors_docs.endpoints import Endpoint, endpoints, endpoints_returning
from errors_docs.exceptions import DomainError, EndpointNotFound, MethodNotAllowed
from errors_docs.surfaces import Surface

#: Answered while a request looks for its endpoint, so an endpoint's own list says little about them.
_UNROUTED: Final[Mapping[type[DomainError], str]] = {
    EndpointNotFound: "Any path below the base URL that names no endpoint.",
    MethodNotAllowed: "Every endpoint, for a method that it doesn't have.",
}


@dataclass(frozen=True)
class Reach:
    """The endpoints that may answer with a code; ``summary`` is one sentence where there is no need to list them."""

    endpoints: tuple[Endpoint, ...]
    summary: str = ""


def reach(surface: Surface, entry: Entry) -> Reach:
    """Which endpoints answer with this code. Always has a summary or an endpoint."""
    found = endpoints_returning(surface, entry)
    every = endpoints(surface)
    if entry.error in _UNROUTED:
        return Reach(found, _UNROUTED[entry.error])
    if not found:
        return Reach((), _nowhere(entry))
    if found == every:
        return Reach(found, "Every endpoint.")
    if found == tuple(endpoint for endpoint in every if endpoint.takes_key):
        return Reach(found, "Every endpoint that takes an API key.")
    return Reach(found)


def _nowhere(entry: Entry) -> str:
    if entry.area in (Area.REQUEST, Area.SERVER):
        return "No single endpoint: the server answers so before a request reaches one."
    return "No endpoint of this version answers so yet."
