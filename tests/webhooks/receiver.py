"""A real HTTP server on loopback that takes webhooks and does with them what a test wants."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson

#: What a test does with a request: writes the whole answer itself.
Behaviour = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Received:
    """One request; header names in lower case."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float
    target: str

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)


@dataclass
class Receiver:
    """``behaviour`` may be changed while it runs."""

    server: ThreadingHTTPServer
    behaviour: Behaviour
    received: list[Received] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])

    def url(self, path: str = "/hook", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def ids(self) -> list[str]:
        """The webhook-id of each request, in the order of their arrival."""
        return [request.headers["webhook-id"] for request in self.received]

    def of(self, path: str) -> list[Received]:
        return [request for request in self.received if request.path == path]


def answer(status: int = 200, body: bytes = b"ok", **headers: str) -> Behaviour:
    """Answers at once. A header's underscores stand for hyphens."""

    def behave(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return behave


def hang(until: threading.Event) -> Behaviour:
    """Answers only once the event is set."""

    def behave(request: BaseHTTPRequestHandler) -> None:
        until.wait()
        answer()(request)

    return behave


def trickle(until: threading.Event) -> Behaviour:
    """A good status at once, then a byte of the body every 20 ms, without an end before the event."""

    def behave(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000000")
        request.end_headers()
        while not until.is_set():
            request.wfile.write(b".")
            time.sleep(0.02)

    return behave


@contextmanager
def receiving(behaviour: Behaviour | None = None) -> Iterator[Receiver]:
    """A server of one test's own; a thread for each connection."""
    requests: list[Received] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            requests.append(Received(self.path, headers, body, time.monotonic(), self.requestline.split(" ")[1]))
            try:
                receiver.behaviour(self)
            except OSError:
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 512

    with Server(("127.0.0.1", 0), Handler) as server:
        receiver = Receiver(server, behaviour or answer(), requests)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()
