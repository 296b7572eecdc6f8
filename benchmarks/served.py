"""Servers under measurement: ours, and granian's WSGI server for the same Django."""

import http.client
import os
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import Popen
from tempfile import TemporaryDirectory
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
START_SECONDS: Final = 60
OURS: Final = [sys.executable, "-m", "config.server"]


def wsgi(application: str, port: int, *, workers: int, threads: int) -> list[str]:
    """The command of granian's WSGI server for ``module:name``."""
    options = {"host": "127.0.0.1", "port": port, "interface": "wsgi", "workers": workers, "blocking-threads": threads}
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    return [sys.executable, "-m", "granian", *words, "--no-ws", "--http", "1", "--no-access-log", application]


@contextmanager
def served(command: list[str], port: int, path: str, environment: Mapping[str, str]) -> Iterator[int]:
    """The process of a server once it answers 200 at ``path``, stopped with the block."""
    with TemporaryDirectory() as place:
        variables = {**os.environ, "PORT": str(port), "VAR_DIR": place, "ALLOWED_HOSTS": "localhost", **environment}
        with (
            Path(place, "log").open("wb") as log,
            Popen(command, cwd=ROOT, env=variables, stderr=log, stdout=log) as run,
        ):
            try:
                _wait(run, port, path, Path(place, "log"))
                yield run.pid
            finally:
                run.terminate()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _wait(run: "Popen[bytes]", port: int, path: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(port, path):
        if run.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the server does not answer:\n{log.read_text()}")
        time.sleep(0.1)


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", path, headers={"Host": "localhost"})
        return connection.getresponse().status == http.client.OK
    return False
