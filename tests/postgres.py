"""A pytest plugin: the run gets a throwaway PostgreSQL, unless DATABASE_URL names a server, before Django is set up.

It also clears every other setting from the environment, so that a test means the same on each machine.
"""

import contextlib
import os
import re
import tempfile
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from config.launch.postgres import throwaway
from tests import databases
from tests.forks import loaded

ROOT = Path(__file__).resolve().parent.parent
SETTING = re.compile(r"^#?([A-Z_]+)=", re.MULTILINE)
OWN_SETTINGS = {"SECRET_KEY": "a-secret-that-only-tests-share-0123456789abcdefghij"}
resources = pytest.StashKey[contextlib.ExitStack]()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Runs before pytest-django reads the settings. Workers of pytest-xdist inherit the first process's server."""
    stack = early_config.stash[resources] = contextlib.ExitStack()
    stack.callback(loaded.end)
    if "PYTEST_XDIST_WORKER" not in os.environ:
        clear_settings()
        set_places(stack.enter_context(tempfile.TemporaryDirectory(prefix="tollgate-", ignore_cleanup_errors=True)))
        if not os.environ.get("DATABASE_URL"):
            os.environ["DATABASE_URL"] = stack.enter_context(throwaway())
        kept = os.environ.get(databases.KEPT_RUN)
        os.environ[databases.RUN] = kept or f"{os.getpid()} {time.time()}"
        if kept is None:
            stack.callback(databases.drop, databases.TEMPLATE)
    return (yield)


def set_places(directory: str) -> None:
    """Let the run have its own var/, without what `make run` left in it, and its own directory for ``tmp_path``.

    Of the usual one each run of pytest takes the rights away that a server of another run needs.
    """
    os.environ["VAR_DIR"] = f"{directory}/var"
    os.environ["PYTEST_DEBUG_TEMPROOT"] = directory


def documented_settings() -> list[str]:
    """The names of all settings; a test compares .env.example with the settings file."""
    return SETTING.findall((ROOT / ".env.example").read_text())


def clear_settings() -> None:
    """Only the settings of the tests remain, and DATABASE_URL."""
    for name in documented_settings():
        if name != "DATABASE_URL":
            os.environ.pop(name, None)
    os.environ.update(OWN_SETTINGS)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops the server."""
    config.stash[resources].close()
