"""What the pages of the reference show: the contexts of their templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.conf import settings
from django.utils.safestring import mark_safe
from django.utils.text import slugify

from api.openapi.document import built
from api.openapi.webhooks import event_operations
from errors_docs.navigation import REFERENCE, Heading, Link, neighbours
from errors_docs.surfaces import Surface
from portal.guides.pages import plain
from portal.guides.rendering import rendered
from portal.reference.entry import ReferenceEntry, entries_of
from portal.reference.trial import trial_fields

Context = dict[str, Any]

TRY_IT: Final = Heading(2, "try-it", "Try it")


@dataclass(frozen=True)
class Group:
    """The endpoints of one subject."""

    title: str
    entries: Sequence[ReferenceEntry]

    @property
    def anchor(self) -> str:
        """Its place on the page of all endpoints."""
        return slugify(self.title)


def groups_of(surface: Surface) -> list[Group]:
    """All endpoints by subject."""
    found = groupby(entries_of(surface), key=lambda entry: entry.group)
    return [Group(title, list(entries)) for title, entries in found]


def index_page(surface: Surface) -> Context:
    """The page of all endpoints and events."""
    before, after = neighbours(surface, REFERENCE.slug)
    events = event_operations(built(surface))
    return {
        **_page(surface, REFERENCE.path(surface)),
        "groups": groups_of(surface),
        "events": [(name, each["summary"], name.replace(".", "-")) for name, each in events.items()],
        "markdown_url": f"{REFERENCE.path(surface)}.md",
        "spec_url": f"{surface.base_path}/openapi.json",
        "before": before,
        "after": after,
    }


def index_markdown(surface: Surface) -> str:
    """The list of all endpoints, each with the address of its page as Markdown. Ends with a newline."""
    blocks = [
        f"# {surface.title}: {REFERENCE.title}",
        f"Every endpoint below `{settings.BASE_URL}{surface.base_path}`.",
        f"The same for generators: {settings.BASE_URL}{surface.base_path}/openapi.json",
    ]
    for group in groups_of(surface):
        blocks += [f"## {group.title}", "\n".join(_line(entry) for entry in group.entries)]
    return "\n\n".join(blocks) + "\n"


def _line(entry: ReferenceEntry) -> str:
    at = f"`{entry.endpoint.method} {entry.endpoint.path}`"
    return f"- [{entry.title}]({settings.BASE_URL}{entry.markdown_path}): {at}"


def entry_page(entry: ReferenceEntry) -> Context:
    """The page of one endpoint, with the form that tries it."""
    page = rendered(entry.markdown)
    before, after = _beside(entry)
    return {
        **_page(entry.surface, entry.url),
        "operation": entry,
        "groups": groups_of(entry.surface),
        "lead": plain(entry.lead),
        "body": mark_safe(page.html),  # noqa: S308  # made from our own Markdown, HTML in it is escaped
        "headings": [*(heading for heading in page.headings if heading.level == 2), TRY_IT],
        "fields": trial_fields(entry),
        "prefix": settings.KEY_PREFIXES[entry.surface.name],
        "markdown_url": entry.markdown_path,
        "before": before,
        "after": after,
    }


def _page(surface: Surface, path: str) -> Context:
    return {
        "surface": surface,
        "section": REFERENCE.slug,
        "base_url": settings.BASE_URL,
        "canonical": settings.BASE_URL + path,
        "reference_path": REFERENCE.path(surface),
    }


def _beside(entry: ReferenceEntry) -> tuple[Link | None, Link | None]:
    links = [Link(each.name, each.title, each.url) for each in entries_of(entry.surface)]
    place = [link.slug for link in links].index(entry.name)
    around = [None, *links, None]
    return around[place], around[place + 2]
