"""The public APIs. A surface is data: everything below the views is written once and reads it from here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True)
class Surface:
    """One public API: where it lives, how its answers are wrapped, which words its docs use."""

    name: str
    title: str
    base_path: str
    docs_path: str
    #: Who calls: the kind of account that holds this surface's keys.
    account_kind: str
    #: What stands before "error" in the envelope of a refusal.
    envelope: Mapping[str, Any] = field(default_factory=dict)
    #: What stands before "data" in the envelope of a success.
    success_envelope: Mapping[str, Any] = field(default_factory=dict)

    #: What stands after "data" there, in outline: each endpoint fills it with its own.
    beside_data: Mapping[str, Any] = field(default_factory=dict)
    #: Paths of its own that are not below its base path.
    other_paths: frozenset[str] = frozenset()

    def covers(self, path: str) -> bool:
        """True if a request path belongs to this surface, the base path without its slash included."""
        return path.startswith(self.base_path + "/") or path == self.base_path or path in self.other_paths

    def error_url(self, code: str) -> str:
        """The path of the page that explains a code."""
        return f"{self.docs_path}/errors/{code}"


PARTNER: Final = Surface(
    name="partner",
    title="Partner API",
    base_path="/api/partner/v1",
    docs_path="/docs/partner",
    account_kind="partner",
    envelope={"success": False},
    success_envelope={"success": True},
)

WORKSPACE: Final = Surface(
    name="workspace",
    title="Workspace API",
    base_path="/api/v1",
    docs_path="/docs/workspace",
    account_kind="workspace",
    other_paths=frozenset({"/mcp"}),
    beside_data={
        "meta": {"tool": "…", "creditsCharged": 25, "creditsRemaining": 75, "durationMs": 0, "requestId": "…"}
    },
)

SURFACES: Final = {surface.name: surface for surface in (PARTNER, WORKSPACE)}


#: The first segments of paths that only programs ask for. No page of the site begins so.
_OF_PROGRAMS: Final = re.compile(r"api|partner|mcp|v\d+")


def surface_of(path: str) -> Surface | None:
    """Return the surface that a request path belongs to, None for a page of the site.

    An unknown path that only a program asks for (below /api/, or with a slip in its base path) belongs to the surface
    that was probably meant, so that no client with a mistyped base path has to parse HTML.
    """
    for surface in SURFACES.values():
        if surface.covers(path):
            return surface
    segments = [segment for segment in path.casefold().split("/") if segment]
    if not segments or not _OF_PROGRAMS.fullmatch(segments[0]):
        return None
    path = "/" + "/".join(segments)
    meant = (path, f"/api{path}", f"/{segments[0]}")
    return next((each for each in SURFACES.values() if any(map(each.covers, meant))), PARTNER)
