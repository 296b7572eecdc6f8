"""A whole installation of its own (database, web server, webhook sender) whose processes are killed at random."""

import contextlib
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from config.launch.children import Child
from config.launch.postgres import Cluster
from config.launch.refusal import Refusal
from tests.forks import ROOT
from tests.server.running import Running, start
from tests.server.wire import Answer
from tests.waiting import eventually

BASE = "/api/partner/v1"
#: Any number of changes in a minute.
NO_LIMIT = "UPDATE partners_tier SET requests_per_minute = 10000"
#: A change outlasts the starts of a killed server; on a loaded machine each takes a minute.
PATIENCE_SECONDS = 300
CLIENTS = 4
#: As if the time of every lease had run out.
END_LEASES = "UPDATE webhooks_endpoint SET due_at = now() WHERE lease IS NOT NULL"


@dataclass
class Installation:
    """``web``, ``sender`` and ``database`` are replaced by new ones when they are killed."""

    directory: Path
    cluster: Cluster
    database: Child
    key: str = ""
    #: Nobody waits for an answer any more.
    given_up: threading.Event = field(default_factory=threading.Event)
    web: Running = field(init=False)
    sender: Child = field(init=False)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": self.cluster.url,
            "WEBHOOKS_ALLOW_PRIVATE": "true",
            "LOG_LEVEL": "WARNING",
        }

    def set_up(self) -> None:
        """Tables, a partner with credits and a key, and both processes."""
        for words in (("migrate", "-v", "0"), ("load_demo",)):
            command = [sys.executable, "manage.py", *words]
            said = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
            assert said.returncode == 0, said.stderr
        self.key = json.loads(said.stdout)["live_key"]
        self.query(NO_LIMIT)
        self.start_web()
        self.start_sender()

    def start_web(self) -> None:
        names = ("DATABASE_URL", "WEBHOOKS_ALLOW_PRIVATE", "LOG_LEVEL", "PYTHONPATH")
        settings = {name: self.environment[name] for name in names if name in self.environment}
        del settings["DATABASE_URL"]
        self.web = start(self.directory, self.cluster.url, DJANGO_SETTINGS_MODULE="config.settings", **settings)

    def start_sender(self) -> None:
        command = [sys.executable, "manage.py", "send_webhooks"]
        self.sender = Child("sender", command, self.directory / "sender.log", self.environment, directory=ROOT)
        self.sender.start()

    def kill_sender(self) -> None:
        kill(self.sender)
        self.start_sender()

    def kill_web(self) -> None:
        kill(self.web.child)
        self.start_web()

    def kill_database(self) -> None:
        kill(self.database)
        self.database = started(self.cluster)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a statement; none for one that has none."""
        with psycopg.connect(self.cluster.url, autocommit=True) as connection:
            done = connection.execute(sql)
            return list(done.fetchall()) if done.description else []

    def send(self, method: str, path: str, body: dict[str, Any], idempotency_key: str) -> dict[str, Any]:
        """The ``data`` of a success, however often it has to be asked for. Fails after a bounded wait."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.given_up.wait(0.05) and time.monotonic() < deadline:
            answer = self._try(method, path, body, idempotency_key)
            if answer is not None and answer.status < 300:
                data: dict[str, Any] = answer.json["data"]
                return data
            assert answer is None or answer.status in (409, 500, 503), answer
        raise AssertionError(f"{method} {path} never succeeded")

    def _try(self, method: str, path: str, body: dict[str, Any], idempotency_key: str) -> Answer | None:
        headers = {"Authorization": f"Bearer {self.key}", "Content_Type": "application/json"}
        sent = json.dumps(body).encode()
        try:
            return self.web.call(BASE + path, method, sent, **headers, Idempotency_Key=idempotency_key)
        except Exception:
            # Whatever a killed server leaves on the line: the next try asks the next one.
            return None


def kill(child: Child) -> None:
    """SIGKILL for it and for what it started."""
    assert child.process is not None
    child.process.kill()
    child.sweep()
    child.process.wait()


def started(cluster: Cluster) -> Child:
    """The database's server, once it answers; what a killed one left may need a moment to go."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        server = cluster.server()
        server.start()
        try:
            cluster.wait_until_ready(server, time.sleep)
            return server
        except (Refusal, psycopg.OperationalError):
            server.stop()
            assert time.monotonic() < deadline
            time.sleep(0.1)


@contextlib.contextmanager
def installation(directory: Path) -> Iterator[Installation]:
    """Set up, running, and ended with the block."""
    cluster = Cluster(directory / "postgres", directory / "postgres.log", ("--no-sync",), ("fsync=off",))
    cluster.make(time.sleep)
    made = Installation(directory, cluster, started(cluster))
    try:
        made.set_up()
        yield made
    finally:
        for child in (getattr(made, "sender", None), made.web.child if hasattr(made, "web") else None, made.database):
            if child is not None:
                child.stop()


class Clients:
    """Threads that make one change after the other, each its own; ``done`` counts changes."""

    def __init__(self, running: Installation, change: Callable[[int], None], changes: int) -> None:
        self.done = 0
        self.failures: list[BaseException] = []
        self._running = running
        self._change = change
        self._waiting = deque(range(changes))
        self._threads = [threading.Thread(target=self._work) for _ in range(CLIENTS)]

    def __enter__(self) -> "Clients":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        """Waits until all is done, unless the block was broken off: a thread that goes on would keep the process."""
        if failed:
            self._running.given_up.set()
        for thread in self._threads:
            thread.join()

    def wait_for(self, changes: int) -> None:
        """Returns once so many are done. Raises what a client met instead."""
        eventually(lambda: self.done >= changes or self.failures, PATIENCE_SECONDS)
        for failure in self.failures:
            raise failure

    def _work(self) -> None:
        try:
            while self._waiting and not self._running.given_up.is_set():
                self._change(self._waiting.popleft())
                self.done += 1
        except BaseException as failure:
            self.failures.append(failure)


def kill_at_random(running: Installation, clients: Clients, changes: int, seed: int) -> list[str]:
    """Kills one process after the other, each when a random number of changes is done; what was killed, in order.

    By progress rather than by time: on a slow machine, too, every process lives long enough to do something.
    """
    chance, count = random.Random(seed), max(3, changes // 60)
    moments = sorted(chance.sample(range(1, changes * 9 // 10), count))
    victims = [victim for _ in range(count) for victim in chance.sample(["sender", "web", "database"], 3)][:count]
    for moment, victim in zip(moments, victims, strict=True):
        clients.wait_for(moment)
        time.sleep(chance.uniform(0, 0.1))
        getattr(running, f"kill_{victim}")()
    return victims
