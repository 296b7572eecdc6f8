"""Slow clients and full queues: whoever behaves badly harms nobody else."""

import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from tests.server.gate import Gate
from tests.server.running import TEST, Running, running
from tests.server.test_refusals import assert_envelope
from tests.server.wire import read_answer, request_head

HALF = request_head("POST", TEST + "echo", "Content-Length: 1000") + b"x" * 500
CALLS = 300


def test_200_half_bodies_and_64_slow_readers_fail_nobody(server: Running) -> None:
    half = [server.connect(HALF) for _ in range(200)]
    for _ in range(64):
        server.connect(request_head("GET", TEST + "large?bytes=4000000"))
    with ThreadPoolExecutor(8) as callers:
        statuses = list(callers.map(lambda _: server.call(TEST + "large?bytes=10").status, range(CALLS)))
    assert statuses == [200] * CALLS
    half[0].sendall(b"x" * 500)
    assert read_answer(half[0]).json["CONTENT_LENGTH"] == "1000"


def test_a_body_that_does_not_arrive_in_time_is_refused(migrated: str, tmp_path: Path) -> None:
    with running(tmp_path, migrated, BODY_TIMEOUT_SECONDS="1") as server:
        answer = read_answer(server.connect(HALF))
    assert_envelope(answer, 408, "REQUEST_TIMEOUT")
    assert answer.json["error"]["details"] == {"timeoutSeconds": 1}


def test_a_trickled_body_has_the_same_time_in_total(migrated: str, tmp_path: Path) -> None:
    with running(tmp_path, migrated, BODY_TIMEOUT_SECONDS="1") as server:
        connection = server.connect(HALF)
        answered = threading.Event()

        def trickle() -> None:
            while not answered.wait(0.1):
                connection.sendall(b"x")

        trickling = threading.Thread(target=trickle)
        trickling.start()
        answer = read_answer(connection)
        answered.set()
        trickling.join()
    assert_envelope(answer, 408, "REQUEST_TIMEOUT")


def test_a_full_queue_refuses_at_once_and_says_when_to_come_back(migrated: str, tmp_path: Path) -> None:
    settings = {"WEB_WORKERS": "1", "WEB_THREADS": "1", "WEB_QUEUE": "2"}
    with running(tmp_path, migrated, **settings) as server, Gate() as gate, ThreadPoolExecutor(4) as callers:
        calls = [callers.submit(server.call, TEST + f"hold?port={gate.port}") for _ in range(4)]
        refused = next(as_completed(calls)).result()
        assert_envelope(refused, 503, "SERVICE_UNAVAILABLE")
        assert refused.header("Retry-After") == "1"
        assert server.call("/healthz").status == 200
        for _ in range(3):
            gate.let_go()
        assert sorted(call.result().status for call in calls) == [200, 200, 200, 503]
