"""The table of bounds: it is what the code has, covers everything, and names tests that are there."""

import ast
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from django.conf import settings

from config.bounds.bound import Bound, Kind
from config.bounds.declared import BOUNDS
from config.bounds.page import page, path
from config.bounds.subjects import STREAMS, subjects
from config.management.commands.check_bounds import uncovered
from config.native import routes

BASE = Path(settings.BASE_DIR)


def names_in(file: str) -> set[str]:
    """The names of a file's tests, with their class if they have one."""
    tree = ast.parse((BASE / file).read_text(encoding="utf-8"))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in tree.body if isinstance(node, kinds)} | {
        f"{one.name}::{node.name}" for one in classes for node in one.body if isinstance(node, kinds)
    }


def test_the_page_is_made_of_the_declarations() -> None:
    assert path().read_text(encoding="utf-8") == page(), "run manage.py check_bounds --write"


def test_each_endpoint_page_stream_and_task_is_covered_in_each_kind() -> None:
    assert {name: kinds for name in subjects() if (kinds := uncovered(name))} == {}


def test_a_new_endpoint_that_no_row_covers_is_named() -> None:
    assert uncovered("elsewhere GET /anything") == list(Kind)


def test_each_pattern_covers_something() -> None:
    names, patterns = subjects(), {pattern for bound in BOUNDS for pattern in bound.covers}
    assert [pattern for pattern in patterns if not any(fnmatchcase(name, pattern) for name in names)] == []


def test_a_new_native_route_has_to_name_what_it_streams() -> None:
    assert len(routes(lambda environ: None)) == 2  # type: ignore[arg-type]  # it isn't called
    assert len(STREAMS) == 7


@pytest.mark.parametrize("bound", BOUNDS, ids=[f"{bound.kind.value}: {bound.what}" for bound in BOUNDS])
def test_a_bound_has_a_number_and_the_test_that_exceeds_it_or_an_argument(bound: Bound) -> None:
    assert bool(bound.most) is not bool(bound.why)
    assert bool(bound.most) is bool(bound.test)
    assert any(character.isdigit() for character in bound.most) is bool(bound.most)
    if bound.test:
        file, _, name = bound.test.partition("::")
        assert name in names_in(file)
