"""A stop finishes what runs; a worker that dies is replaced."""

import contextlib
import http.client
import os
import signal
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.server.gate import Gate
from tests.server.running import TEST, Running, is_running, running
from tests.server.wire import read_answer, request_head
from tests.waiting import PATIENCE_SECONDS, eventually

CALLERS = 8


def test_a_stop_lets_running_requests_and_bodies_end(migrated: str, tmp_path: Path) -> None:
    with running(tmp_path, migrated) as server, Gate() as gate:
        held = server.connect(request_head("GET", TEST + f"hold?port={gate.port}"))
        half = server.connect(request_head("POST", TEST + "echo", "Content-Length: 6") + b"abc")
        with gate.held():
            server.tell(signal.SIGTERM)
            _wait_until_refusing(server)
            half.sendall(b"def")
            assert read_answer(half).json["body"] == "abcdef"
        answer = read_answer(held)
        assert (answer.status, answer.body, answer.header("Connection")) == (200, b"released", "close")
        assert server.wait() == 0


def test_readiness_ends_before_the_server_does(migrated: str, tmp_path: Path) -> None:
    with running(tmp_path, migrated) as server:
        connection = server.connect()
        server.tell(signal.SIGTERM)
        connection.sendall(request_head("GET", "/readyz"))
        while (answer := read_answer(connection)).status == 200:
            connection.sendall(request_head("GET", "/readyz"))
        assert (answer.status, answer.json["reason"]) == (503, "the server is stopping")
        assert answer.header("Connection") == "close"
        assert server.wait() == 0


def test_a_stop_under_load_cuts_no_request(migrated: str, tmp_path: Path) -> None:
    with running(tmp_path, migrated) as server:
        warm, outcomes = threading.Barrier(2 * CALLERS + 1), Counter[str]()
        with ThreadPoolExecutor(2 * CALLERS) as callers:
            for call in [_call_on_new_connections, _call_on_one_connection] * CALLERS:
                callers.submit(call, server, warm, outcomes)
            warm.wait()
            server.tell(signal.SIGTERM)
        assert server.wait() == 0
    assert set(outcomes) == {"200", "refused"}
    assert outcomes["refused"] == 2 * CALLERS


def test_a_killed_worker_is_replaced_and_the_service_goes_on(migrated: str, tmp_path: Path) -> None:
    with running(tmp_path, migrated) as server:
        # It is ready as soon as the first of its two workers is.
        while len(server.workers) < 2:
            assert server.call(TEST + "cookies").status == 200
        before = server.workers
        os.kill(before[0], signal.SIGKILL)
        assert [server.call(TEST + "cookies").status for _ in range(50)] == [200] * 50
        while len(server.workers) < 2:
            assert server.call(TEST + "cookies").status == 200
        assert before[0] not in server.workers
        assert before[1] in server.workers


def test_workers_do_not_outlive_a_group_that_was_killed(migrated: str, tmp_path: Path) -> None:
    with running(tmp_path, migrated) as server:
        workers = server.workers
        server.tell(signal.SIGKILL)
        eventually(lambda: not any(map(is_running, workers)))


def test_a_taken_port_is_one_clear_line(server: Running, migrated: str, tmp_path: Path) -> None:
    with contextlib.suppress(AssertionError), running(tmp_path, migrated, PORT=str(server.port)) as second:
        second.wait()
    (log,) = tmp_path.glob("*.log")
    assert log.read_text().splitlines() == [
        f"error: tollgate.E021 cannot listen on 127.0.0.1 port {server.port}: Address already in use",
        "      hint: set PORT to a free one, and HOST to an address of this machine",
    ]
    assert server.call("/healthz").status == 200


def _call_on_new_connections(server: Running, warm: threading.Barrier, outcomes: Counter[str]) -> None:
    for number in range(1_000_000):
        if number == 3:
            warm.wait()
        try:
            outcomes[str(server.call(TEST + "large?bytes=1000").status)] += 1
        except ConnectionRefusedError:
            outcomes["refused"] += 1
            return
        except (OSError, http.client.HTTPException) as cut:
            outcomes[repr(cut)] += 1


def _call_on_one_connection(server: Running, warm: threading.Barrier, outcomes: Counter[str]) -> None:
    """Connects anew only when the server says so."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    with contextlib.closing(connection):
        for number in range(1_000_000):
            if number == 3:
                warm.wait()
            try:
                connection.request("POST", TEST + "echo", b"x" * 1000)
                with connection.getresponse() as answer:
                    assert answer.read()
                outcomes[str(answer.status)] += 1
            except ConnectionRefusedError:
                outcomes["refused"] += 1
                return
            except (OSError, http.client.HTTPException) as cut:
                outcomes[repr(cut)] += 1


def _wait_until_refusing(server: Running) -> None:
    """Until nobody accepts connections any more."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    with contextlib.suppress(ConnectionRefusedError):
        while time.monotonic() < deadline:
            server.call("/healthz")
