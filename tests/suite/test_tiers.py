"""Each test is in the tier that what it calls puts it in."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.launch import children, dotenv, postgres
from tests import databases, processes
from tests.calls import Api
from tests.docs.browser import chromium
from tests.launch.launcher import Launcher
from tests.server import running
from tests.tiers import functions_of, is_marked, starts_programs


def with_a_server(tmp_path: Any) -> None:
    def inner() -> None:
        with running.running(tmp_path, "postgresql://localhost/unused"):
            pass

    inner()


def with_a_command() -> None:
    subprocess.run(["true"], check=True)


class WithAProperty:
    log: Path

    @property
    def child(self) -> children.Child:
        return children.Child("sleep", ["sleep"], self.log, {})


@pytest.mark.parametrize(
    "function",
    [
        with_a_server,
        with_a_command,
        running.running,
        processes.processes,
        postgres.throwaway,
        chromium,
        Launcher,
        WithAProperty,
    ],
)
def test_what_leads_to_a_program_is_found(function: Callable[..., Any]) -> None:
    assert starts_programs(function)


@pytest.mark.parametrize("function", [databases.make_copy, processes.url_of_test_database, dotenv.read_dotenv, Api])
def test_what_leads_to_none_is_found(function: Callable[..., Any]) -> None:
    assert not starts_programs(function)


@pytest.fixture
def program() -> int:
    """A fixture that starts one."""
    return subprocess.run(["true"], check=True).returncode


def test_a_fixture_that_starts_a_program_marks_its_tests(program: int, request: pytest.FixtureRequest) -> None:
    assert program == 0
    assert is_marked(request.node)
    assert len(list(functions_of(request.node))) > 2


def test_a_test_that_starts_a_program_unseen_fails(request: pytest.FixtureRequest) -> None:
    assert not is_marked(request.node)
    with pytest.raises(AssertionError, match="test_a_test_that_starts_a_program_unseen_fails starts a program"):
        os.posix_spawn("/bin/true", ["true"], {})
