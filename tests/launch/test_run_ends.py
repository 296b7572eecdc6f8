"""Each way in which `make run` ends: no process stays, and the next run goes on where this one ended."""

import os
import signal
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from config.launch.banner import history
from tests.launch.launcher import Launcher, pasted
from tests.launch.processes import alive, descendants, eventually

pytestmark = pytest.mark.timeout(300)
Start = Callable[..., Launcher]


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data directory for all these runs, as a maintainer has one."""
    return tmp_path_factory.mktemp("tollgate") / "var"


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts runs that end with the test at the latest."""
    with ExitStack() as runs:
        yield lambda *given, **variables: runs.enter_context(Launcher(*given, **variables))


def test_ctrl_c_leaves_no_process_and_the_next_run_has_the_same_keys_and_customers(var: Path, start: Start) -> None:
    first = start(var).wait_until_shown()
    created = pasted(first.lines_after("Create a customer:", 1)[0])
    demo, processes = first.demo, descendants(first.process.pid)
    assert len(processes) > 6
    assert first.end(signal.SIGINT) == 0
    assert first.rest == "\nStopping …\nStopped.\n"
    assert alive(processes) == set()

    second = start(var, PORT=first.port).wait_until_shown()
    assert second.demo == demo
    shown = pasted(history(f"http://localhost:{second.port}", demo["LIVE_KEY"]))
    assert shown["data"]["entries"][0]["customerId"] == created["data"]["id"]
    assert second.end(signal.SIGTERM) == 0


def test_a_killed_launcher_takes_everything_with_it_and_the_data_survives(var: Path, start: Start) -> None:
    killed = start(var).wait_until_shown()
    demo, processes = killed.demo, descendants(killed.process.pid)
    assert killed.end(signal.SIGKILL) == -signal.SIGKILL
    assert eventually(lambda: alive(processes) == set(), seconds=60)

    after = start(var, PORT=killed.port).wait_until_shown()
    assert after.demo == demo
    assert after.end() == 0


def test_a_web_server_that_dies_is_started_again(var: Path, start: Start) -> None:
    launcher = start(var).wait_until_shown()
    web = next(pid for pid in sorted(descendants(launcher.process.pid)) if b"config.server" in command_of(pid))
    os.kill(web, signal.SIGKILL)
    launcher.wait_until_shown("the web server ended unexpectedly (killed by signal 9); starting it again in 1 s")
    assert eventually(lambda: answers(f"http://127.0.0.1:{launcher.port}/readyz"))
    processes = descendants(launcher.process.pid)
    assert launcher.end() == 0
    assert alive(processes) == set()


def test_an_interrupted_first_start_leaves_no_process(tmp_path: Path, start: Start) -> None:
    interrupted = start(tmp_path / "var").wait_until_shown("Migrating the database")
    processes = descendants(interrupted.process.pid)
    assert interrupted.end(signal.SIGINT) == 0
    assert interrupted.rest == "Stopped.\n"
    assert alive(processes) == set()


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
