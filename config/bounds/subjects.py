"""Everything that may take something: endpoints, pages, streams and tasks, each by a name."""

from collections.abc import Iterator, Sequence
from typing import Final

from django.urls import URLPattern, URLResolver, get_resolver
from procrastinate.contrib.django import app

from api.openapi.endpoints import endpoints
from errors_docs.surfaces import SURFACES

#: What the server answers ahead of Django (config/native.py), and what streams out of it.
STREAMS: Final = (
    "stream STOW-RS",
    "stream QIDO-RS",
    "stream WADO-RS",
    "stream report upload",
    "stream report download",
    "stream MCP",
    "stream statement and chain files",
)


def subjects() -> list[str]:
    """Return all names, in order."""
    return [*_endpoints(), *sorted(set(_pages())), *STREAMS, *sorted(_tasks())]


def _endpoints() -> Iterator[str]:
    for surface in SURFACES.values():
        for endpoint in endpoints(surface):
            yield f"{surface.name} {endpoint.method} {endpoint.path}"


def _pages() -> Iterator[str]:
    bases = tuple(f"{surface.base_path.lstrip('/')}/" for surface in SURFACES.values())
    return (f"page /{path}" for path in _walk(get_resolver().url_patterns, "") if not path.startswith(bases))


def _walk(patterns: Sequence[URLPattern | URLResolver], above: str) -> Iterator[str]:
    for pattern in patterns:
        path = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path)
        else:
            yield path


def _tasks() -> Iterator[str]:
    return (f"task {name}" for name in app.tasks if not name.startswith(("builtin", "procrastinate")))
