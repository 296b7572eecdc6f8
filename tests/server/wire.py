"""HTTP as bytes on a socket, for what no client library would send."""

import socket
from dataclasses import dataclass
from typing import Any

import orjson


@dataclass(frozen=True)
class Answer:
    """``headers`` in their order, repeated ones as they came."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        """The first header of this name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)


def read_answer(connection: socket.socket) -> Answer:
    """The next answer on a connection. Its body ends with Content-Length, or with the connection."""
    head, body = _until(connection, b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    answer = Answer(int(first.split()[1]), headers, body)
    length = answer.header("content-length")
    while length is None or len(body) < int(length):
        piece = connection.recv(65536)
        if not piece:
            break
        body += piece
    return Answer(answer.status, headers, body)


def request_head(method: str, path: str, *headers: str) -> bytes:
    """A request up to its body."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1")


def _until(connection: socket.socket, end: bytes) -> tuple[bytes, bytes]:
    """What comes before ``end``, and what came after it already."""
    received = b""
    while end not in received:
        piece = connection.recv(65536)
        if not piece:
            raise ConnectionError(f"the server closed after {received!r}")
        received += piece
    before, _, after = received.partition(end)
    return before, after
