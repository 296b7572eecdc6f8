"""A guide: one Markdown file. Its first line is the title, its first paragraph says what it is about."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from errors_docs.navigation import ERRORS, PAGES, REFERENCE, Page
from errors_docs.surfaces import SURFACES, Surface
from portal.guides.directives import check, expand

DIRECTORY: Final = Path(__file__).parent
_HEAD: Final = re.compile(r"\A# (?P<title>[^\n]+)\n\n(?P<lead>.+?)\n\n", re.DOTALL)


class GuideError(Exception):
    """A guide without a head; raised at import, so that a process with a broken guide never starts."""


@dataclass(frozen=True)
class Guide:
    """One page. ``source`` has directives in it; ``markdown`` is what they came to."""

    surface: Surface
    page: Page
    source: str

    @property
    def path(self) -> str:
        """Where it is read."""
        return self.page.path(self.surface)

    @property
    def markdown_path(self) -> str:
        """Where its Markdown is read."""
        return f"{self.path}.md"

    @cached_property
    def title(self) -> str:
        """The first line."""
        return self._head["title"]

    @property
    def lead(self) -> str:
        """The first paragraph in one line."""
        return " ".join(expand(self._head["lead"], self.surface).split())

    @property
    def markdown(self) -> str:
        """The whole text with its live parts filled in; ends with a newline. Never asks the database."""
        return expand(self.source, self.surface)

    @cached_property
    def _head(self) -> "re.Match[str]":
        found = _HEAD.match(self.source)
        if found is None:
            raise GuideError(f"{self.path} doesn't begin with a title and a paragraph")
        return found


def _read(surface: Surface, page: Page) -> Guide:
    name = page.slug or "overview"
    guide = Guide(surface, page, (DIRECTORY / surface.name / f"{name}.md").read_text(encoding="utf-8"))
    check(guide.source, guide.path)
    if not guide.title or not guide.lead:
        raise GuideError(f"{guide.path} has no title or no first paragraph")
    return guide


#: Every guide by surface and slug, in the order of the navigation.
GUIDES: Final[Mapping[tuple[str, str], Guide]] = {
    (surface.name, page.slug): _read(surface, page)
    for surface in SURFACES.values()
    for page in PAGES[surface.name]
    if page not in (ERRORS, REFERENCE)
}


def guides_of(surface: Surface) -> list[Guide]:
    """The guides of one surface in the order of the navigation."""
    return [guide for (name, _), guide in GUIDES.items() if name == surface.name]
