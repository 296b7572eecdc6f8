"""Programs of ours as forks of one loaded process: as real as those from a command line, without their imports.

A forked program has its own session, environment, streams and end. Its settings are read again from its environment
(tests/loaded.py). What is about starting itself, and about wrong settings, takes a new process.
"""

import contextlib
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import cast

from config.launch.children import Child, shorten

ROOT = Path(__file__).resolve().parent.parent
#: What stdin, stdout and stderr will be.
Streams = tuple[int, int, int]
#: The settings of the loaded process, which are those of most servers.
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")},
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/unused",
    "SECRET_KEY": "a-secret-that-only-tests-share-0123456789abcdefghij",
    "BASE_URL": "http://localhost:8000",
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
}


class Fork(Child):
    """A child whose command is ``module:function`` and what follows it in ``sys.argv``."""

    def start(self) -> None:
        """Start it as any child: a session of its own, its streams in the log."""
        shorten(self.log)
        with self.log.open("ab") as log, Path(os.devnull).open() as nothing:
            streams = (nothing.fileno(), (self.output or log).fileno(), log.fileno())
            # It has what the class uses of it.
            self.process = cast("subprocess.Popen[bytes]", fork(self.command, self.environment, streams))
        self.started_at = time.monotonic()


class Forked:
    """A forked process, with the methods of subprocess.Popen."""

    def __init__(self, pid: int, ending: int) -> None:
        """``ending`` is a pipe's end, which has the exit code once there is one."""
        self.pid = pid
        self.returncode: int | None = None
        self._ending = ending

    def poll(self) -> int | None:
        return self._read(0)

    def wait(self, timeout: float | None = None) -> int:
        returncode = self._read(timeout)
        if returncode is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            # Between the two it may end, and its parent has waited for it by then; Popen passes over that, too.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _read(self, timeout: float | None) -> int | None:
        if self.returncode is None:
            with selectors.DefaultSelector() as selector:
                selector.register(self._ending, selectors.EVENT_READ)
                if selector.select(timeout):
                    self.returncode = int(os.read(self._ending, 16))
                    os.close(self._ending)
        return self.returncode


class Loaded:
    """The process that is forked, started with the first fork. ``end`` ends it, and with it what it still runs."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._orders, self._theirs = socket.socketpair()
        self._metrics = TemporaryDirectory(prefix="tollgate-")
        self._one_at_a_time = threading.Lock()

    def fork(self, command: list[str], environment: Mapping[str, str], streams: Streams) -> Forked:
        order = json.dumps({"command": command, "environment": dict(environment)}).encode()
        ending, ended = os.pipe()
        with self._one_at_a_time:
            self._process = self._process or self._start()
            socket.send_fds(self._orders, [len(order).to_bytes(4)], [*streams, ended])
            os.close(ended)
            self._orders.sendall(order)
            answer = self._orders.recv(4, socket.MSG_WAITALL)
        assert answer, "the loaded process has ended"
        return Forked(int.from_bytes(answer), ending)

    def end(self) -> None:
        self._orders.close()
        self._theirs.close()
        if self._process is not None:
            self._process.wait()
        self._metrics.cleanup()

    def _start(self) -> "subprocess.Popen[bytes]":
        theirs = self._theirs.fileno()
        started = subprocess.Popen(
            [sys.executable, "-m", "tests.loaded", str(theirs)],
            cwd=ROOT,
            # Of the metrics that belong to no server.
            env={**ENVIRONMENT, "PROMETHEUS_MULTIPROC_DIR": self._metrics.name},
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs],
            start_new_session=True,
        )
        self._theirs.close()
        return started


loaded = Loaded()
fork = loaded.fork


def run(function: str, *arguments: str, environment: Mapping[str, str]) -> str:
    """Return what a program prints, ``module:function``, once it has ended. Fails with what it complains of."""
    with TemporaryFile("w+") as printed, TemporaryFile("w+") as complaints, Path(os.devnull).open() as nothing:
        streams = (nothing.fileno(), printed.fileno(), complaints.fileno())
        returncode = fork([function, *arguments], environment, streams).wait()
        complaints.seek(0)
        assert returncode == 0, complaints.read()
        printed.seek(0)
        return printed.read()


def manage(*words: str, environment: Mapping[str, str]) -> str:
    """Return what a Django command prints."""
    return run("django.core.management:execute_from_command_line", *words, environment=environment)
