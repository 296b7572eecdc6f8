"""The search index: one small JSON document of every place on the site, which the browser searches by itself."""

import json
from collections.abc import Iterator
from typing import Any

from errors_docs.catalogues import CATALOGUES
from errors_docs.navigation import ERRORS, REFERENCE
from errors_docs.surfaces import SURFACES
from portal.guides.guide import GUIDES, Guide
from portal.guides.pages import plain
from portal.guides.rendering import rendered
from portal.reference.entry import entries_of

#: How many characters of a section's own words are searched.
LONGEST_TEXT = 400


def search_index() -> str:
    """``[{"u": address, "t": title, "s": where it is, "w": further words}]``, what is likeliest sought first."""
    places = [*_codes(), *_guides(), *_others()]
    return json.dumps(places, ensure_ascii=False, separators=(",", ":"))


def _place(url: str, title: str, where: str, words: str) -> dict[str, Any]:
    return {"u": url, "t": title, "s": where, "w": " ".join(words.split())[:LONGEST_TEXT]}


def _codes() -> Iterator[dict[str, Any]]:
    for catalogue in CATALOGUES.values():
        for entry in catalogue:
            where = f"{catalogue.surface.title} · {entry.status}"
            words = plain(f"{entry.title} {entry.when} {entry.fix[0]}")
            yield _place(catalogue.surface.error_url(entry.code), entry.code, where, words)


def _guides() -> Iterator[dict[str, Any]]:
    for guide in GUIDES.values():
        yield _place(guide.path, guide.title, guide.surface.title, plain(guide.lead))
        yield from _sections(guide)


def _sections(guide: Guide) -> Iterator[dict[str, Any]]:
    """Each heading with the words below it, up to the next one."""
    markdown = guide.markdown
    headings = [heading for heading in rendered(markdown).headings if heading.level > 1]
    bodies = _bodies(markdown)
    where = guide.surface.title if guide.title == guide.surface.title else f"{guide.surface.title} · {guide.title}"
    for heading, body in zip(headings, bodies, strict=True):
        yield _place(f"{guide.path}#{heading.anchor}", heading.text, where, plain(body))


def _bodies(markdown: str) -> list[str]:
    """What stands below each heading; a line that begins with # in a sample is no heading."""
    bodies: list[list[str]] = []
    fenced = False
    for line in markdown.splitlines():
        fenced ^= line.startswith("```")
        if not fenced and line.startswith("##"):
            bodies.append([])
        elif bodies and not fenced and not line.startswith("```"):
            bodies[-1].append(line.replace("|", " ").replace("**", "").replace("---", " "))
    return [" ".join(lines) for lines in bodies]


def _others() -> Iterator[dict[str, Any]]:
    for surface in SURFACES.values():
        for page in (ERRORS, REFERENCE):
            yield _place(page.path(surface), page.title, surface.title, "")
        for entry in entries_of(surface):
            title = f"{entry.endpoint.method} {entry.endpoint.path}"
            yield _place(
                entry.url, title, f"{surface.title} · {REFERENCE.title}", plain(f"{entry.title}. {entry.lead}")
            )
