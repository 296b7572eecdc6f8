"""Django's commands, run as children of the launcher with the variables of the plan."""

import subprocess
import sys
from collections.abc import Mapping
from typing import IO

from config.launch.children import Child
from config.launch.plan import ROOT, Plan


def django_command(
    plan: Plan, variables: Mapping[str, str], *words: str, log: str = "setup", output: IO[bytes] | None = None
) -> Child:
    """`manage.py` with these words, not started yet. It writes to the named log."""
    command = [sys.executable, str(ROOT / "manage.py"), *words]
    return Child(words[0], command, plan.log(log), variables, directory=ROOT, output=output)


def web_server(plan: Plan, variables: Mapping[str, str]) -> Child:
    """The HTTP server, which finishes the requests that run before it ends; it limits itself to their time."""
    grace = int(variables["STOP_TIMEOUT_SECONDS"]) + 10
    command = [sys.executable, "-m", "config.server"]
    return Child("the web server", command, plan.log("web"), variables, directory=ROOT, grace=grace)


def worker(plan: Plan, variables: Mapping[str, str]) -> Child:
    """The task worker, which gives running jobs 20 seconds to finish."""
    words = ("procrastinate", "worker", "--name", "make-run", "--shutdown-graceful-timeout", "20")
    child = django_command(plan, variables, *words, log="worker")
    child.name = "the worker"
    return child


def webhook_sender(plan: Plan, variables: Mapping[str, str]) -> Child:
    """The process that sends webhooks; requests that are under way have 15 seconds in all."""
    child = django_command(plan, variables, "send_webhooks", log="webhooks")
    child.name = "the webhook sender"
    return child


def refuse_wrong_settings(plan: Plan, database_url: str) -> None:
    """Loads the settings in a process of their own, which says what is wrong with each; ends with its exit code."""
    command = [sys.executable, "-c", "import config.settings"]
    code = subprocess.run(command, cwd=ROOT, env=plan.environment_with(database_url), check=False).returncode
    if code:
        raise SystemExit(code)
