"""docs/bounds.md: the table of bounds, made of the declarations."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings

from config.bounds.bound import EVERYBODY, Bound, Kind, Taker
from config.bounds.declared import BOUNDS

HEAD: Final = """# Bounds

What each caller can take, and the code that bounds it. `manage.py check_bounds --write` makes this page of
`config/bounds/`. Tests compare it with the code, look for each test that it names, and refuse an endpoint, page, stream
or task that no row of each kind covers. A number with a setting is its default; numbers of memory are for one web
process. A row without a test is an argument, and names the code that it rests on.

`*` in a pattern is any text. "unverified sign-up" stands for all who are signed in to the portal: a verified address
opens more pages, but no bound.
"""
TITLES: Final = {
    Kind.TIME: "Time",
    Kind.MEMORY: "Memory",
    Kind.ROWS: "Rows",
    Kind.BYTES: "Bytes",
    Kind.MAIL: "Mail",
    Kind.UPSTREAM: "Upstream cost",
}


def page() -> str:
    """Return the page as it has to be."""
    return "\n".join([HEAD, *(line for kind in Kind for line in _section(kind))]).rstrip() + "\n"


def path() -> Path:
    """Where it is."""
    return Path(settings.BASE_DIR) / "docs" / "bounds.md"


def _section(kind: Kind) -> Iterator[str]:
    yield f"## {TITLES[kind]}\n"
    yield "| what | at most | for | covers | bounded by | exceeded by |"
    yield "| --- | --- | --- | --- | --- | --- |"
    yield from (_row(bound) for bound in BOUNDS if bound.kind is kind)
    yield ""


def _row(bound: Bound) -> str:
    test = f"`{bound.test}`" if bound.test else ""
    covers = ", ".join(f"`{pattern}`" for pattern in bound.covers)
    cells = (bound.what, bound.most or bound.why, _takers(bound.takers), covers, f"`{bound.symbol}`", test)
    return f"| {' | '.join(cells)} |"


def _takers(takers: frozenset[Taker]) -> str:
    return "all" if takers == EVERYBODY else ", ".join(taker.value for taker in Taker if taker in takers)
