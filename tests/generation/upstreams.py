"""Upstreams of these tests: OpenAI-compatible servers on loopback that answer when, and as, a test says."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from generation.offline import PLANNERS
from generation.tools import TOOLS
from tests.waiting import PATIENCE_SECONDS


class Upstream(ThreadingHTTPServer):
    """Counts what it was asked. While ``gate`` is closed it lets everybody wait."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked = 0
        self.arrived = threading.Semaphore(0)
        self.gate = threading.Event()
        self.gate.set()
        self.counting = threading.Lock()
        #: What it answers instead of a result: a status and a body.
        self.fault: tuple[int, bytes] | None = None

    @property
    def settings(self) -> dict[str, str]:
        """For a server that shall ask it."""
        return {
            "GENERATION_PROVIDER": "openai",
            "GENERATION_BASE_URL": f"http://127.0.0.1:{self.server_port}/v1",
            "GENERATION_MODEL": "test-model",
            "GENERATION_API_KEY": "none",
        }

    def wait_for(self, calls: int = 1) -> None:
        """Until so many more calls have come."""
        for _ in range(calls):
            assert self.arrived.acquire(timeout=PATIENCE_SECONDS)


class _Handler(BaseHTTPRequestHandler):
    server: Upstream
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.counting:
            self.server.asked += 1
        self.server.arrived.release()
        self.server.gate.wait()
        status, body = self.server.fault or (200, answer_to(asked))
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *what: Any) -> None:
        """Nothing: a test's output is its own."""


def answer_to(asked: dict[str, Any]) -> bytes:
    """A chat completion with a result that the asked schema allows: the offline planner's."""
    name = asked["response_format"]["json_schema"]["name"]
    given = TOOLS[name].input.model_validate(json.loads(asked["messages"][-1]["content"]))
    message = {"role": "assistant", "content": json.dumps(PLANNERS[name](given))}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return json.dumps(
        {"id": "1", "object": "chat.completion", "created": 1, "model": "test-model", "choices": [choice]}
    ).encode()


@contextmanager
def upstream() -> Iterator[Upstream]:
    """One of a test's own; whoever waits at its gate is let go at the end."""
    with Upstream() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.gate.set()
            server.shutdown()
