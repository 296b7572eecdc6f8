"""`make run` as a newcomer meets it: started for real, its printed lines pasted, ended in each way it can end."""

import json
import signal
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest

from config.launch.banner import history
from config.launch.plan import read_plan
from config.launch.postgres import Cluster
from tests.launch.launcher import Launcher, environment, refused
from tests.launch.processes import alive, descendants, eventually

Start = Callable[..., Launcher]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launcher]:
    """One run for all tests that only look at it."""
    with Launcher(tmp_path_factory.mktemp("tollgate") / "var") as launcher:
        yield launcher.wait_until_shown()


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts runs that end with the test at the latest."""
    with ExitStack() as runs:
        yield lambda *given, **variables: runs.enter_context(Launcher(*given, **variables))


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


def pasted(line: str) -> dict[str, Any]:
    """The JSON that a printed command line answers in a shell."""
    ended = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=30, check=True)
    answer: dict[str, Any] = json.loads(ended.stdout)
    return answer


def balance_of(launcher: Launcher) -> int:
    """The sum of all wallets of the embedded database, in hundredths of a credit."""
    with psycopg.connect(Cluster(launcher.var / "postgres", launcher.var / "log").url) as connection:
        row = connection.execute("SELECT sum(balance) FROM credits_wallet").fetchone()
    assert row
    return int(row[0])


def test_the_printed_keys_are_those_of_the_file_for_scripts(running: Launcher) -> None:
    base = f"http://localhost:{running.port}"
    demo = running.demo
    assert demo["BASE_URL"] == base
    assert demo["ADMIN_URL"] == f"{base}/admin/"
    assert running.output.splitlines()[-16:-10] == [
        "Tollgate is ready.",
        "",
        f"  Docs      {base}/docs/",
        f"  Admin     {base}/admin/  user {demo['ADMIN_USER']}  password {demo['ADMIN_PASSWORD']}",
        f"  Live key  {demo['LIVE_KEY']}",
        f"  Test key  {demo['TEST_KEY']}",
    ]
    assert demo["LIVE_KEY"].startswith("sk_live_")
    assert demo["TEST_KEY"].startswith("sk_test_")


def test_only_the_owner_may_read_the_keys_and_the_secret(running: Launcher) -> None:
    assert {name: stat.S_IMODE((running.var / name).stat().st_mode) for name in ("demo.env", "secret_key")} == {
        "demo.env": 0o600,
        "secret_key": 0o600,
    }


def test_the_printed_lines_create_a_customer_and_show_its_charge(running: Launcher) -> None:
    created = pasted(running.line_after("Create a customer:"))
    assert created["success"] is True
    shown = pasted(running.line_after("See what it cost:"))
    assert shown["data"]["history"][0]["customerId"] == created["data"]["customer"]["id"]
    assert shown["data"]["history"][0]["creditsUsed"] == created["data"]["cost"]["total"]


@pytest.mark.parametrize("path", ["/docs/", "/admin/login/", "/readyz", "/healthz"])
def test_the_printed_pages_answer(running: Launcher, path: str) -> None:
    with urllib.request.urlopen(f"http://localhost:{running.port}{path}", timeout=10) as answer:
        assert answer.status == 200


def test_a_second_run_on_the_same_data_is_refused_while_the_first_goes_on(running: Launcher) -> None:
    code, said = refused(running.var)
    assert said == f"error: `make run` already runs here (process {running.process.pid}, data in {running.var})\n"
    assert code == 1
    assert running.process.poll() is None


def test_a_django_command_uses_the_running_database(running: Launcher) -> None:
    command = [sys.executable, "-m", "config.launch", "manage", "audit_ledger"]
    ended = subprocess.run(command, env=environment(running.var), capture_output=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_ctrl_c_leaves_no_process_and_the_next_run_has_the_same_keys_and_customers(var: Path, start: Start) -> None:
    first = start(var).wait_until_shown()
    created = pasted(first.line_after("Create a customer:"))
    demo, balance, processes = first.demo, balance_of(first), descendants(first.process.pid)
    assert len(processes) > 6
    assert first.end(signal.SIGINT) == 0
    assert first.rest == "\nStopping …\nStopped.\n"
    assert alive(processes) == set()

    second = start(var, PORT=first.port).wait_until_shown()
    assert second.demo == demo
    assert balance_of(second) == balance
    shown = pasted(history(f"http://localhost:{second.port}", demo["LIVE_KEY"]))
    assert shown["data"]["history"][0]["customerId"] == created["data"]["customer"]["id"]
    assert second.end(signal.SIGTERM) == 0


def test_an_interrupted_start_leaves_no_process_and_the_next_one_succeeds(var: Path, start: Start) -> None:
    interrupted = start(var).wait_until_shown("Starting PostgreSQL")
    assert interrupted.end(signal.SIGINT) == 0
    assert descendants(interrupted.process.pid) == set()
    assert start(var).wait_until_shown().end() == 0


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
    web = next(pid for pid in descendants(launcher.process.pid) if b"config.server" in command_of(pid))
    subprocess.run(["kill", "-KILL", str(web)], check=True)
    launcher.wait_until_shown("the web server ended unexpectedly (killed by signal 9); starting it again in 1 s")
    assert eventually(lambda: answers(f"http://localhost:{launcher.port}/readyz"))
    assert launcher.end() == 0


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


def test_the_plan_puts_the_operators_variables_before_its_defaults(var: Path) -> None:
    plan = read_plan({"PORT": "9000", "VAR_DIR": str(var), "SECRET_KEY": "given", "ALLOWED_HOSTS": "api.example.com"})
    assert plan.base_url == "http://localhost:9000"
    assert (plan.host, plan.port, plan.var) == ("127.0.0.1", 9000, var)
    assert plan.variables["SECRET_KEY"] == "given"
    assert plan.variables["ALLOWED_HOSTS"] == "api.example.com"
    assert not var.exists()


def test_the_hosts_of_a_public_address_are_allowed_beside_the_local_ones(var: Path) -> None:
    plan = read_plan({"BASE_URL": "https://api.example.com", "VAR_DIR": str(var), "SECRET_KEY": "given"})
    assert plan.variables["ALLOWED_HOSTS"] == "localhost,127.0.0.1,[::1],api.example.com"
