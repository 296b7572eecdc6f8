"""Every published code: all its sections, a page that opens, and code that really raises it."""

import ast
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from errors_docs import exceptions
from errors_docs.catalogue import Entry
from errors_docs.catalogues import catalogue_for
from errors_docs.exceptions import (
    DomainError,
)
from errors_docs.surfaces import SURFACES, Surface

EVERY = [(surface, entry) for surface in SURFACES.values() for entry in catalogue_for(surface)]
by_code = pytest.mark.parametrize(
    ("surface", "entry"), EVERY, ids=[f"{surface.name} {entry.code}" for surface, entry in EVERY]
)

#: What no code raises yet, by the part of the product that will. A line goes as soon as something raises its class.
RAISED_LATER: dict[str, set[type[DomainError]]] = {}
LATER = set[type[DomainError]]().union(*RAISED_LATER.values())

#: Places that name an error without raising it.
DECLARING = {"errors_docs/exceptions", "errors_docs/catalogues", "tests", "benchmarks"}


@cache
def raised_names() -> frozenset[str]:
    """The names of all classes that the project's own code makes an instance of, or raises bare."""
    root = Path(settings.BASE_DIR)
    found: set[str] = set()
    for package in (path.parent for path in root.glob("*/__init__.py")):
        for file in package.rglob("*.py"):
            relative = file.relative_to(root).as_posix()
            if not any(relative.startswith(f"{place}/") for place in DECLARING):
                found |= _raised_in(ast.parse(file.read_text(encoding="utf-8")))
    return frozenset(found)


def _raised_in(tree: ast.Module) -> set[str]:
    """``Name(…)`` anywhere, and ``raise Name``."""
    made = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    bare = {part for node in ast.walk(tree) if isinstance(node, ast.Raise) for part in ast.walk(node)}
    return {node.id for node in made | bare if isinstance(node, ast.Name)}


def published_classes(surface: Surface, entry: Entry) -> list[type[DomainError]]:
    """The classes that are answered with this code: the published one, and special cases that have no other code."""
    catalogue = catalogue_for(surface)
    known = [getattr(exceptions, name) for name in exceptions.__all__]
    return [
        kind
        for kind in known
        if isinstance(kind, type) and issubclass(kind, DomainError) and catalogue.entry_for(kind) is entry
    ]


@by_code
def test_a_code_is_raised_by_code_or_waits_on_the_list(surface: Surface, entry: Entry) -> None:
    kinds = published_classes(surface, entry)
    raised = [kind for kind in kinds if kind.__name__ in raised_names()]
    assert raised or entry.error in LATER, f"nothing raises {[kind.__name__ for kind in kinds]}"


def test_the_list_of_what_is_raised_later_holds_nothing_that_is_raised_now() -> None:
    assert sorted(kind.__name__ for kind in LATER if kind.__name__ in raised_names()) == []


@by_code
def test_a_code_has_every_section(surface: Surface, entry: Entry) -> None:
    texts = (entry.title, entry.when, entry.why, *entry.check, *entry.fix, entry.retry_advice, entry.charged)
    assert all(text.strip() for text in texts)
    assert entry.message_for(entry.example).strip()
    assert entry.related


@by_code
def test_the_page_that_an_answer_links_to_opens(client: Client, surface: Surface, entry: Entry) -> None:
    page = client.get(surface.error_url(entry.code))
    assert page.status_code == 200
    assert entry.code in page.content.decode()
