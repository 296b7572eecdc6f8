"""The pages of each surface's docs, in the order in which they are read. Addresses are public and stay.

The pages about errors are made here; guides and reference are made in an app that knows all endpoints.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from errors_docs.surfaces import PARTNER, WORKSPACE, Surface


@dataclass(frozen=True)
class Page:
    """One page of a surface: the end of its address, and its name in the navigation."""

    slug: str
    title: str

    def path(self, surface: Surface) -> str:
        """Its address; the overview has the surface's own."""
        return f"{surface.docs_path}/{self.slug}" if self.slug else surface.docs_path


OVERVIEW: Final = Page("", "Overview")
AUTHENTICATION: Final = Page("authentication", "Authentication")
ERRORS: Final = Page("errors", "Error codes")
REFERENCE: Final = Page("reference", "API reference")
CHANGELOG: Final = Page("changelog", "Changelog")

PAGES: Final[Mapping[str, Sequence[Page]]] = {
    PARTNER.name: (
        OVERVIEW,
        AUTHENTICATION,
        Page("customers", "Customers"),
        Page("plans", "Plans"),
        Page("usage", "Account & Usage"),
        Page("dicom-reports", "DICOM Reports"),
        Page("webhooks", "Webhooks"),
        ERRORS,
        REFERENCE,
        CHANGELOG,
    ),
    WORKSPACE.name: (
        OVERVIEW,
        AUTHENTICATION,
        Page("endpoints", "Endpoints"),
        Page("credits", "Credits & Plans"),
        Page("rate-limits", "Rate limits"),
        Page("mcp", "MCP"),
        ERRORS,
        REFERENCE,
        CHANGELOG,
    ),
}


@dataclass(frozen=True)
class Link:
    """A page with its address, as the navigation shows it."""

    slug: str
    title: str
    url: str


@dataclass(frozen=True)
class Heading:
    """A place on a page."""

    level: int
    anchor: str
    text: str


def links(surface: Surface) -> tuple[Link, ...]:
    """Every page of a surface."""
    return tuple(Link(page.slug, page.title, page.path(surface)) for page in PAGES[surface.name])


def neighbours(surface: Surface, slug: str) -> tuple[Link | None, Link | None]:
    """The pages before and after one of them."""
    shown = [None, *links(surface), None]
    place = next(number for number, link in enumerate(shown) if link is not None and link.slug == slug)
    return shown[place - 1], shown[place + 1]
