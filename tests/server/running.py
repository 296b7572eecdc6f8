"""A real process group on loopback, and what these tests ask of it."""

import contextlib
import http.client
import signal
import socket
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from config.launch.children import Child
from tests.forks import ENVIRONMENT, ROOT, Fork
from tests.server.wire import Answer, read_answer
from tests.waiting import PATIENCE_SECONDS, eventually

TEST = "/api/partner/v1/test/"


@dataclass
class Running:
    """One server. ``log`` holds its JSON lines."""

    port: int
    log: Path
    child: Child
    opened: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def call(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """One request on a connection of its own. A header's underscores stand for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        with contextlib.closing(connection):
            connection.request(method, path, body, named)
            with connection.getresponse() as response:
                return Answer(response.status, response.getheaders(), response.read())

    def connect(self, sent: bytes = b"") -> socket.socket:
        """An open connection on which these bytes were sent; closed with the server at the latest."""
        connection = self.opened.enter_context(
            socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS)
        )
        connection.sendall(sent)
        return connection

    def send(self, sent: bytes) -> Answer:
        """The answer to these very bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS) as connection:
            connection.sendall(sent)
            return read_answer(connection)

    def tell(self, number: signal.Signals) -> None:
        """Sends the group a signal."""
        assert self.child.process
        self.child.process.send_signal(number)

    def wait(self) -> int:
        """The exit code, once it ended."""
        assert self.child.process
        return self.child.process.wait(PATIENCE_SECONDS)

    @property
    def workers(self) -> list[int]:
        """The worker processes that live now."""
        assert self.child.process
        group = self.child.process.pid
        children = Path(f"/proc/{group}/task/{group}/children").read_text().split()
        return [int(child) for child in children if is_running(int(child))]

    def lines(self, **wanted: Any) -> list[dict[str, Any]]:
        """The log's lines with these values, once there is one: it may be written just after its answer was sent."""
        return eventually(lambda: self.lines_now(**wanted))

    def lines_now(self, **wanted: Any) -> list[dict[str, Any]]:
        """Those that are in the log already. It is written about once a second, and at once with a warning."""
        whole = [line for line in self.log.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
        found = [orjson.loads(line) for line in whole if line.startswith(b"{")]
        return [line for line in found if wanted.items() <= line.items()]

    def close(self) -> None:
        """Ends it at once: an end in good order takes two seconds, and has tests of its own."""
        self.opened.close()
        self.child.sweep()
        self.child.stop()


def start(directory: Path, database_url: str, **settings: str) -> Running:
    """A server with these settings, once it answers: a fork of the loaded process."""
    return _start(directory, database_url, settings, new=False)


def _start(directory: Path, database_url: str, settings: Mapping[str, str], *, new: bool) -> Running:
    port = free_port()
    environment = {
        **ENVIRONMENT,
        "DJANGO_SETTINGS_MODULE": "tests.server.settings",
        "DATABASE_URL": database_url,
        "VAR_DIR": str(directory),
        "PORT": str(port),
        **settings,
    }
    log = directory / f"{port}.log"
    child = (
        Child("the server", [sys.executable, "-m", "config.server"], log, environment, directory=ROOT)
        if new
        else Fork("the server", ["config.server.__main__:main"], log, environment)
    )
    child.start()
    server = Running(port, log, child)
    wait_until_answering(server)
    return server


@contextlib.contextmanager
def running(directory: Path, database_url: str, **settings: str) -> Iterator[Running]:
    """A server of one test's own."""
    with contextlib.closing(start(directory, database_url, **settings)) as server:
        yield server


@contextlib.contextmanager
def running_new(directory: Path, database_url: str, **settings: str) -> Iterator[Running]:
    """The same in a new process, for what is about settings and starting."""
    with contextlib.closing(_start(directory, database_url, settings, new=True)) as server:
        yield server


def wait_until_answering(server: Running) -> None:
    """Asks /healthz until somebody answers. An end of the process fails the test, with its log."""

    def answers() -> bool:
        assert server.child.ended is None, server.log.read_text()
        with contextlib.suppress(OSError):
            return server.call("/healthz").status == 200
        return False

    eventually(answers)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def is_running(process: int) -> bool:
    """False for one that ended and waits to be noticed."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
