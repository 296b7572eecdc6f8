"""A lean HTTP client: one thread and many connections, so that it takes little of the processors under measurement."""

import itertools
import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from benchmarks.callers import Round

SETTLE_SECONDS: Final = 1.0


@dataclass
class Connection:
    """One caller: it sends the next request when the answer to the last has come."""

    socket: socket.socket
    received: bytes = b""
    sent_at: float = 0


@dataclass
class Load:
    """What came back. ``failed`` counts answers other than 200 and connections that broke."""

    latencies: list[float] = field(default_factory=list)
    failed: int = 0


def request(path: str, *headers: str) -> bytes:
    """A GET request's bytes."""
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: localhost", *headers, "", ""]).encode()


def measure(port: int, sent: bytes | Sequence[bytes], *, connections: int, seconds: float) -> Round:
    """Calls for so long on so many connections. Raises RuntimeError if a call fails; the first second isn't counted.

    ``sent``: the request, or requests to be sent in turn.
    """
    drive(port, sent, connections=connections, seconds=SETTLE_SECONDS)
    load = drive(port, sent, connections=connections, seconds=seconds)
    if load.failed:
        raise RuntimeError(f"{load.failed} calls failed")
    ordered = sorted(load.latencies)
    count = len(ordered)
    return Round(count / seconds, ordered[count // 2] * 1000, ordered[count * 99 // 100] * 1000)


def drive(port: int, sent: bytes | Sequence[bytes], *, connections: int, seconds: float) -> Load:
    """As ``measure``, but tells of failures instead of raising."""
    load, requests = Load(), itertools.cycle([sent] if isinstance(sent, bytes) else sent)
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            caller = Connection(socket.create_connection(("127.0.0.1", port)))
            selector.register(caller.socket, selectors.EVENT_READ, caller)
            _send(caller, next(requests))
        end = time.perf_counter() + seconds
        while time.perf_counter() < end and selector.get_map():
            for key, _ in selector.select(timeout=0.1):
                _hear(key.data, requests, selector, load)
        for key in list(selector.get_map().values()):
            key.data.socket.close()
    return load


def _hear(caller: Connection, requests: Iterator[bytes], selector: selectors.BaseSelector, load: Load) -> None:
    piece = caller.socket.recv(262_144)
    caller.received += piece
    if not piece:
        load.failed += 1
        selector.unregister(caller.socket)
        caller.socket.close()
    elif _complete(caller.received):
        load.latencies.append(time.perf_counter() - caller.sent_at)
        load.failed += not caller.received.startswith(b"HTTP/1.1 200")
        _send(caller, next(requests))


def _send(caller: Connection, sent: bytes) -> None:
    caller.received = b""
    caller.sent_at = time.perf_counter()
    caller.socket.sendall(sent)


def _complete(received: bytes) -> bool:
    """Whether an answer with Content-Length has arrived whole."""
    head, end, body = received.partition(b"\r\n\r\n")
    if not end:
        return False
    _, _, after = head.lower().partition(b"content-length:")
    return len(body) >= int(after.partition(b"\r\n")[0])
