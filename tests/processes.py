"""Real processes on the test's database that begin at one moment: for what must hold across them."""

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from django.db import connection
from django.test import override_settings

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "manage.py", "shell", "--no-imports", "-c", "from tests.processes import work; work()"]


class Processes:
    """Processes with Django set up and connected. Starting them takes seconds, so a module of tests shares some."""

    def __init__(self, running: "list[subprocess.Popen[str]]") -> None:
        self.running = running

    def run(self, call: str, *arguments: Any, settings: Mapping[str, Any] | None = None) -> list[Any]:
        """What ``module:function`` returns in each of them. Arguments, settings and results are JSON."""
        job = json.dumps({"call": call, "arguments": arguments, "settings": settings or {}})
        for process in self.running:
            _tell(process, job)
        return [json.loads(_hear(process)) for process in self.running]

    def begin(self, call: str, *arguments: Any) -> "subprocess.Popen[str]":
        """Lets the first of them do something, and returns that process at once: it may be killed meanwhile."""
        _tell(self.running[0], json.dumps({"call": call, "arguments": arguments, "settings": {}}))
        return self.running[0]


@contextmanager
def processes(count: int) -> Iterator[Processes]:
    """So many of them, on the database that Django's tests use now; ended with the block."""
    environment = {**os.environ, "DATABASE_URL": url_of_test_database()}
    pipe = subprocess.PIPE
    running = [
        subprocess.Popen(COMMAND, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True) for _ in range(count)
    ]
    try:
        assert [_hear(process) for process in running] == ["ready"] * count
        yield Processes(running)
    finally:
        for process in running:
            process.communicate()


def work() -> None:
    """The other side: says that it is ready, then does one job for each line, until the input ends."""
    connection.ensure_connection()
    print("ready", flush=True)  # noqa: T201  # the parent reads it
    for line in sys.stdin:
        job = json.loads(line)
        module, _, name = job["call"].partition(":")
        function = getattr(importlib.import_module(module), name)
        with override_settings(**job["settings"]):
            print(json.dumps(function(*job["arguments"])), flush=True)  # noqa: T201  # the parent reads it


def _tell(process: "subprocess.Popen[str]", line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


def _hear(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def url_of_test_database() -> str:
    """For processes that Django's tests did not start."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + quote(connection.settings_dict["NAME"])).geturl()
