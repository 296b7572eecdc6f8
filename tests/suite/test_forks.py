"""Forked programs are processes like any other, with settings that are theirs."""

import signal
from pathlib import Path

from tests.forks import ENVIRONMENT, Fork

PROGRAMS = "tests.suite.programs"


def started(directory: Path, function: str, *arguments: str, **environment: str) -> Fork:
    """A program with its log in the directory."""
    fork = Fork("it", [f"{PROGRAMS}:{function}", *arguments], directory / "log", {**ENVIRONMENT, **environment})
    fork.start()
    return fork


def ended(fork: Fork) -> int:
    """The exit code of a program that ends by itself."""
    assert fork.process
    return fork.process.wait(60)


def test_it_has_its_own_session_arguments_settings_and_streams(tmp_path: Path) -> None:
    tests = {"DJANGO_SETTINGS_MODULE": "tests.server.settings", "DATABASE_URL": "postgresql:///mine"}
    assert ended(started(tmp_path, "say", "a", "b", WEB_THREADS="7", **tests)) == 0
    assert ended(started(tmp_path, "say")) == 0
    assert (tmp_path / "log").read_text().splitlines() == [
        "mine",
        "True ['a', 'b'] 7 tests.server.urls",
        "unused",
        "True [] 2 config.urls",
    ]


def test_its_end_is_told_by_its_exit_code_or_signal(tmp_path: Path) -> None:
    assert ended(started(tmp_path, "give_up")) == 7
    waiting = started(tmp_path, "wait")
    assert waiting.ended is None
    assert waiting.process
    waiting.process.kill()
    assert ended(waiting) == waiting.ended == -signal.SIGKILL


def test_a_wrong_setting_refuses_its_start(tmp_path: Path) -> None:
    assert ended(started(tmp_path, "say", WEB_THREADS="0")) == 78
    assert (tmp_path / "log").read_text().splitlines() == [
        "error: tollgate.E017 WEB_THREADS is '0', not a whole number from 1 to 32",
        "      hint: for each worker; more cost latency",
    ]


def test_a_setting_that_was_used_before_the_fork_refuses_its_start(tmp_path: Path) -> None:
    assert ended(started(tmp_path, "say", BASE_URL="https://api.example.com")) == 1
    assert (tmp_path / "log").read_text().splitlines()[-1] == (
        "RuntimeError: BASE_URL can't change any more: start this program as a new process"
    )
