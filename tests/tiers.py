"""A pytest plugin: which tests start programs is found by reading them, so that each lands in its tier by itself.

``make test-fast`` runs the tests that start none and aren't in a slow file (tests/slow_files.py), ``make test`` all
but those marked thorough, ``.ci/run`` these too.
"""

import inspect
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Generator, Iterator
from functools import cache
from types import CodeType, ModuleType
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from tests import slow_files
from tests.forks import fork

#: What starts a program in the end; a test that leads to one of them starts programs.
STARTERS = (subprocess, sync_playwright, fork)
#: The packages whose functions and classes are read.
READ = ("tests.", "config.launch.")
#: Python reports these when a program starts.
EVENTS = frozenset({"os.fork", "os.forkpty", "os.posix_spawn", "subprocess.Popen", "tests.fork"})

running: list[pytest.Item] = []


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Generator[None]:
    """Mark the tests, and run each file's together: pytest-django takes them apart, but they share servers."""
    slow = slow_files.read_list()
    for item in items:
        if any(map(starts_programs, functions_of(item))):
            item.add_marker(pytest.mark.programs)
        if item.path in slow:
            item.add_marker(pytest.mark.slow)
    places = {item: place for place, item in enumerate(items)}
    yield
    items.sort(key=places.__getitem__)
    if "PYTEST_XDIST_WORKER" in os.environ:
        put_long_files_first(items)


def put_long_files_first(items: list[pytest.Item]) -> None:
    """Let the processes of pytest-xdist take files with programs first, so that none of them ends alone and late."""
    programs = {item.path for item in items if is_marked(item)}
    tests = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.path not in programs, -tests[item.path], item.path))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Say which test runs now."""
    running[:] = [item]
    try:
        return (yield)
    finally:
        running.clear()


def refuse_programs(event: str, _: object) -> None:
    """Fail a test that starts a program and isn't marked: what it calls could not be read."""
    if event in EVENTS and running and not is_marked(running[0]):
        raise AssertionError(f"{running[0].nodeid} starts a program: mark it with pytest.mark.programs")


sys.addaudithook(refuse_programs)


def is_marked(item: pytest.Item) -> bool:
    return item.get_closest_marker("programs") is not None


def functions_of(item: pytest.Item) -> Iterator[Any]:
    """A test's own function, and those of its fixtures."""
    if isinstance(item, pytest.Function):
        yield item.function
        # Private: pytest has no other way from a test to its fixtures. tests/test_tiers.py fails when it changes.
        for definitions in item._fixtureinfo.name2fixturedefs.values():
            yield definitions[-1].func


@cache
def starts_programs(function: Any) -> bool:
    """Whether one of STARTERS is named by a function, or by what it names."""
    seen, waiting = set(), [inspect.unwrap(function)]
    while waiting:
        if (one := waiting.pop()) in seen:
            continue
        seen.add(one)
        for value in named(one):
            if any(value is starter for starter in STARTERS):
                return True
            if (inspect.isfunction(value) or inspect.isclass(value)) and f"{value.__module__}.".startswith(READ):
                waiting.append(value)
    return False


def named(one: Any) -> Iterator[Any]:
    """The values of all names in a function, or in the methods of a class."""
    if inspect.isclass(one):
        for member in vars(one).values():
            function = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
            if inspect.isfunction(function):
                yield from named(inspect.unwrap(function))
    elif inspect.isfunction(one):
        names = set(names_in(one.__code__))
        values = [one.__globals__[name] for name in names & one.__globals__.keys()]
        for value in [*values, *(cell.cell_contents for cell in one.__closure__ or ())]:
            yield inspect.unwrap(value) if inspect.isfunction(value) else value
            if isinstance(value, ModuleType) and f"{value.__name__}.".startswith(READ):
                yield from (vars(value)[name] for name in names & vars(value).keys())


def names_in(code: CodeType) -> Iterator[str]:
    """The names in a function's code, and in that of the functions inside it."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names_in(constant)
