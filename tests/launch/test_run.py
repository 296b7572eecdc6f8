"""`make run` as a newcomer meets it: started for real, its printed lines pasted into a shell, and ended.

A run costs many seconds, so these tests share them, in their order: the first one is looked at until its launcher is
killed, the second one finds its data and ends with Ctrl-C.
"""

import os
import signal
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.launch.banner import history
from tests.launch.launcher import Launcher, environment, pasted, refused
from tests.launch.processes import alive, command_of, descendants
from tests.passable import passable_directory
from tests.waiting import eventually

pytestmark = pytest.mark.timeout(600)


@dataclass(frozen=True)
class Ended:
    """A run that is over: its exit code, the processes that it had, its keys, and the customer of its newest charge."""

    code: int
    processes: set[int]
    demo: dict[str, str]
    customer: str


@pytest.fixture(scope="module")
def running() -> Iterator[Launcher]:
    """The first run on its data directory, for all tests that only look at it."""
    with passable_directory() as place, Launcher(place / "var") as launcher:
        yield launcher.wait_until_shown()


@pytest.fixture(scope="module")
def killed(running: Launcher) -> Ended:
    """The first run after its launcher, and nothing else, was killed."""
    pasted(running.lines_after("Create a customer:", 1)[0])
    return end(running, signal.SIGKILL)


@pytest.fixture(scope="module")
def second(running: Launcher, killed: Ended) -> Iterator[Launcher]:
    """The run after the killed one, with its port and its data."""
    eventually(lambda: alive(killed.processes) == set())
    with Launcher(running.var, PORT=running.port) as launcher:
        yield launcher.wait_until_shown()


@pytest.fixture(scope="module")
def stopped(second: Launcher) -> Ended:
    """The second run after Ctrl-C."""
    return end(second, signal.SIGINT)


def end(launcher: Launcher, number: signal.Signals) -> Ended:
    """Ends a run with a signal to its launcher."""
    demo, processes, customer = launcher.demo, descendants(launcher.process.pid), newest_customer(launcher)
    return Ended(launcher.end(number), processes, demo, customer)


def newest_customer(launcher: Launcher) -> str:
    """The id that the printed line for the newest movements shows."""
    shown = pasted(history(f"http://localhost:{launcher.port}", launcher.demo["LIVE_KEY"]))
    return str(shown["data"]["entries"][0]["customerId"])


def test_the_printed_keys_are_those_of_the_file_for_scripts(running: Launcher) -> None:
    base = f"http://localhost:{running.port}"
    demo = running.demo
    assert demo["BASE_URL"] == base
    assert demo["ADMIN_URL"] == f"{base}/admin/"
    assert running.lines_after("Tollgate is ready.", 7) == [
        "",
        f"  Docs      {base}/docs/",
        f"  MCP       {base}/mcp, see {base}/docs/workspace/mcp",
        f"  Admin     {base}/admin/  user {demo['ADMIN_USER']}  password {demo['ADMIN_PASSWORD']}",
        f"  Live key  {demo['LIVE_KEY']}",
        f"  Test key  {demo['TEST_KEY']}",
        f"  Workspace key  {demo['WORKSPACE_KEY']}",
    ]
    assert demo["LIVE_KEY"].startswith("sk_live_")
    assert demo["TEST_KEY"].startswith("sk_test_")


def test_only_the_owner_may_read_the_keys_and_the_secret(running: Launcher) -> None:
    assert {name: stat.S_IMODE((running.var / name).stat().st_mode) for name in ("demo.env", "secret_key")} == {
        "demo.env": 0o600,
        "secret_key": 0o600,
    }


def test_nobody_else_reads_the_logs_the_mail_in_them_or_any_other_file(running: Launcher) -> None:
    logs = running.var / "log"
    assert stat.S_IMODE(logs.stat().st_mode) == 0o700
    assert {"worker.log", "web.log", "webhooks.log", "setup.log"} <= {log.name for log in logs.iterdir()}
    assert {stat.S_IMODE(log.stat().st_mode) for log in logs.iterdir()} == {0o600}
    inside = [place for place in running.var.iterdir() if place.is_file() or place.name != "log"]
    assert [place.name for place in inside if place.stat().st_mode & 0o077] == []


def test_the_printed_lines_create_a_customer_who_is_charged_and_welcomed(running: Launcher) -> None:
    created = pasted(running.lines_after("Create a customer:", 1)[0])
    assert created["success"] is True
    shown = pasted(running.lines_after("See what it cost:", 1)[0])
    newest = shown["data"]["entries"][0]
    assert (newest["type"], newest["customerId"]) == ("charge", created["data"]["id"])
    assert newest["creditsUsed"] == created["data"]["creditsCharged"]
    assert newest["balanceAfter"] == created["data"]["balanceAfter"]
    worker_log = running.var / "log" / "worker.log"
    eventually(lambda: f"To: {created['data']['email']}" in worker_log.read_text())


def test_the_printed_line_plans_a_product_as_often_as_it_is_pasted(running: Launcher) -> None:
    (line,) = running.lines_after("Plan a product:", 1)
    first, second = pasted(line), pasted(line)
    assert first["meta"]["offline"] is True
    assert first["meta"]["creditsCharged"] == 25
    assert first["meta"]["creditsRemaining"] - second["meta"]["creditsRemaining"] == 25


@pytest.mark.parametrize("path", ["/docs/", "/admin/login/", "/readyz", "/healthz"])
def test_the_printed_pages_answer(running: Launcher, path: str) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{running.port}{path}", timeout=60) as answer:
        assert answer.status == 200


def test_a_second_run_on_the_same_data_is_refused_while_the_first_goes_on(running: Launcher) -> None:
    code, said = refused(running.var)
    assert said == f"error: `make run` already runs here (process {running.process.pid}, data in {running.var})\n"
    assert code == 1
    assert running.process.poll() is None


def test_a_django_command_uses_the_running_database(running: Launcher) -> None:
    command = [sys.executable, "-m", "config.launch", "manage", "migrate", "--check"]
    ended = subprocess.run(command, env=environment(running.var), capture_output=True, timeout=300, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_a_killed_launcher_takes_everything_with_it(killed: Ended) -> None:
    assert killed.code == -signal.SIGKILL
    assert len(killed.processes) > 6
    eventually(lambda: alive(killed.processes) == set())


def test_the_run_after_a_kill_has_the_same_keys_and_customers(killed: Ended, second: Launcher) -> None:
    assert second.demo == killed.demo
    assert newest_customer(second) == killed.customer


def test_a_web_server_that_dies_is_started_again(second: Launcher) -> None:
    web = next(pid for pid in sorted(descendants(second.process.pid)) if b"config.server" in command_of(pid))
    os.kill(web, signal.SIGKILL)
    second.wait_until_shown("the web server ended unexpectedly (killed by signal 9); starting it again in 1 s")
    eventually(lambda: answers(f"http://127.0.0.1:{second.port}/readyz"))


def test_ctrl_c_leaves_no_process_not_even_one_that_was_started_again(second: Launcher, stopped: Ended) -> None:
    assert stopped.code == 0
    assert second.rest == "\nStopping …\nStopped.\n"
    assert len(stopped.processes) > 6
    assert alive(stopped.processes) == set()


@pytest.mark.thorough
def test_the_run_after_ctrl_c_has_the_same_keys_and_customers_and_sigterm_ends_it_too(
    second: Launcher, stopped: Ended
) -> None:
    with Launcher(second.var, PORT=second.port) as third:
        third.wait_until_shown()
        assert third.demo == stopped.demo
        assert newest_customer(third) == stopped.customer
        assert third.end(signal.SIGTERM) == 0


def test_an_interrupted_first_start_leaves_no_process(tmp_path: Path) -> None:
    with Launcher(tmp_path / "var") as interrupted:
        interrupted.wait_until_shown("Migrating the database")
        processes = descendants(interrupted.process.pid)
        assert interrupted.end(signal.SIGINT) == 0
    assert interrupted.rest == "Stopped.\n"
    assert alive(processes) == set()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
