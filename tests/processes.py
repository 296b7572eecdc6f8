"""Real processes on the test's database that begin at one moment: for what must hold across them."""

import importlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import override_settings

from tests import databases
from tests.forks import Forked, fork


class Process:
    """One of them, with the pipes to it and from it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        stdin, to = os.pipe()
        back, stdout = os.pipe()
        self.forked = fork(["tests.processes:work"], environment, (stdin, stdout, sys.stderr.fileno()))
        os.close(stdin)
        os.close(stdout)
        self._to, self._back = os.fdopen(to, "w"), os.fdopen(back)

    def tell(self, line: str) -> None:
        self._to.write(line + "\n")
        self._to.flush()

    def hear(self) -> str:
        return self._back.readline().strip()

    def end(self) -> None:
        """Wait for it: it ends with its input."""
        self._to.close()
        self.forked.wait()
        self._back.close()


class Processes:
    """Processes with Django set up and connected. A module of tests may share some."""

    def __init__(self, running: list[Process]) -> None:
        self.running = running

    def run(self, call: str, *arguments: Any, settings: Mapping[str, Any] | None = None) -> list[Any]:
        """What ``module:function`` returns in each of them. Arguments, settings and results are JSON."""
        job = json.dumps({"call": call, "arguments": arguments, "settings": settings or {}})
        for process in self.running:
            process.tell(job)
        return [json.loads(process.hear()) for process in self.running]

    def begin(self, call: str, *arguments: Any) -> Forked:
        """Lets the first of them do something, and returns that process at once: it may be killed meanwhile."""
        self.running[0].tell(json.dumps({"call": call, "arguments": arguments, "settings": {}}))
        return self.running[0].forked


@contextmanager
def processes(count: int) -> Iterator[Processes]:
    """So many of them, on the database that Django's tests use now; ended with the block."""
    environment = {**os.environ, "DATABASE_URL": url_of_test_database()}
    running = [Process(environment) for _ in range(count)]
    try:
        assert [process.hear() for process in running] == ["ready"] * count
        yield Processes(running)
    finally:
        for process in running:
            process.end()


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


def url_of_test_database() -> str:
    """For processes that Django's tests did not start."""
    return databases.url_of(str(connection.settings_dict["NAME"]))
