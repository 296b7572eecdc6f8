"""`make run` as a newcomer meets it: started for real, its printed lines pasted into a shell."""

import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.launch.plan import read_plan
from tests.launch.launcher import Launcher, environment, pasted, refused
from tests.launch.processes import eventually

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launcher]:
    """One run for all tests that only look at it."""
    with Launcher(tmp_path_factory.mktemp("tollgate") / "var") as launcher:
        yield launcher.wait_until_shown()


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


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


def test_the_printed_lines_create_a_customer_who_is_charged_and_welcomed(running: Launcher) -> None:
    created = pasted(running.lines_after("Create a customer:", 1)[0])
    assert created["success"] is True
    shown = pasted(running.lines_after("See what it cost:", 1)[0])
    newest = shown["data"]["entries"][0]
    assert (newest["type"], newest["customerId"]) == ("charge", created["data"]["id"])
    assert newest["creditsUsed"] == created["data"]["creditsCharged"]
    assert newest["balanceAfter"] == created["data"]["balanceAfter"]
    worker_log = running.var / "log" / "worker.log"
    assert eventually(lambda: f"To: {created['data']['email']}" in worker_log.read_text())


def test_the_printed_line_plans_a_product_as_often_as_it_is_pasted(running: Launcher) -> None:
    (line,) = running.lines_after("Plan a product:", 1)
    first, second = pasted(line), pasted(line)
    assert first["meta"]["offline"] is True
    assert first["meta"]["creditsCharged"] == 25
    assert first["meta"]["creditsRemaining"] - second["meta"]["creditsRemaining"] == 25


@pytest.mark.parametrize("path", ["/docs/", "/admin/login/", "/readyz", "/healthz"])
def test_the_printed_pages_answer(running: Launcher, path: str) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{running.port}{path}", timeout=10) as answer:
        assert answer.status == 200


def test_a_second_run_on_the_same_data_is_refused_while_the_first_goes_on(running: Launcher) -> None:
    code, said = refused(running.var)
    assert said == f"error: `make run` already runs here (process {running.process.pid}, data in {running.var})\n"
    assert code == 1
    assert running.process.poll() is None


def test_a_django_command_uses_the_running_database(running: Launcher) -> None:
    command = [sys.executable, "-m", "config.launch", "manage", "migrate", "--check"]
    ended = subprocess.run(command, env=environment(running.var), capture_output=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")


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
