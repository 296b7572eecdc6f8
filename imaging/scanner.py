"""The hook for a virus scanner: clamd's protocol (INSTREAM), over TCP or a Unix socket, within one time limit in all.

Only "OK" is a clean file. Whatever else comes, or doesn't come, is ScannerAway: nothing is stored unscanned.
"""

import contextlib
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult

CLAMD_PORT: Final = 3310
PIECE_BYTES: Final = 64 * 1024
#: A verdict is a line; clamd names the signature in it.
LONGEST_REPLY: Final = 4096
LONGEST_SIGNATURE: Final = 80
CLEAN: Final = "stream: OK"
FOUND: Final = re.compile(r"stream: (.*) FOUND", re.DOTALL)
#: Characters that names of signatures have; what else a scanner may write is not repeated.
ODD: Final = re.compile(r"[^\w.:/()+-]", re.ASCII)


class Malware(Exception):
    """The scanner found something; ``signature`` is its name for it."""

    def __init__(self, signature: str) -> None:
        super().__init__(signature)
        self.signature = signature


class ScannerAway(Exception):
    """The scanner gave no verdict; the message says why, for the operator."""


def scan(address: SplitResult, seconds: float, path: Path) -> None:
    """Have a file scanned at tcp://host:port or unix:///path within these seconds in all.

    Raises Malware or ScannerAway.
    """
    deadline = time.monotonic() + seconds
    try:
        with _connected(address, deadline) as connection:
            _send(connection, path, deadline)
            reply = _reply(connection, deadline)
    except (OSError, TimeoutError) as wrong:
        raise ScannerAway(f"{type(wrong).__name__}: {wrong}") from wrong
    _judge(reply)


@contextmanager
def _connected(address: SplitResult, deadline: float) -> Iterator[socket.socket]:
    if address.scheme == "tcp":
        place = (address.hostname or "", address.port or CLAMD_PORT)
        with socket.create_connection(place, timeout=_left(deadline)) as connection:
            yield connection
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(_left(deadline))
        connection.connect(address.path)
        yield connection


def _send(connection: socket.socket, path: Path, deadline: float) -> None:
    """Send the file in pieces with their length before them. A scanner that refuses its size closes: it has replied."""
    with path.open("rb") as file, contextlib.suppress(BrokenPipeError, ConnectionResetError):
        _send_all(connection, b"zINSTREAM\0", deadline)
        while piece := file.read(PIECE_BYTES):
            _send_all(connection, len(piece).to_bytes(4) + piece, deadline)
        _send_all(connection, bytes(4), deadline)


def _send_all(connection: socket.socket, content: bytes, deadline: float) -> None:
    connection.settimeout(_left(deadline))
    connection.sendall(content)


def _reply(connection: socket.socket, deadline: float) -> str:
    reply = b""
    while not reply.endswith(b"\0") and len(reply) < LONGEST_REPLY:
        connection.settimeout(_left(deadline))
        piece = connection.recv(LONGEST_REPLY)
        if not piece:
            break
        reply += piece
    return reply.rstrip(b"\0\n").decode("ascii", "replace")


def _left(deadline: float) -> float:
    """Return the seconds left. Raises TimeoutError for none: a timeout of zero would mean not to wait."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("no verdict within SCANNER_TIMEOUT_SECONDS")
    return left


def _judge(reply: str) -> None:
    if reply == CLEAN:
        return
    if found := FOUND.fullmatch(reply):
        raise Malware(ODD.sub("_", found[1])[:LONGEST_SIGNATURE])
    if "size limit exceeded" in reply:
        raise ScannerAway("its StreamMaxLength is less than a report may have: set it to 25M or more in clamd.conf")
    raise ScannerAway(f"an unknown reply of {len(reply)} characters: {ODD.sub('_', reply)[:LONGEST_SIGNATURE]}")
