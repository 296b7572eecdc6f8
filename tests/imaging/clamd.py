"""A small scanner that speaks clamd's protocol, for real over TCP or a Unix socket, and can fail in each way."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

#: What it finds: our own words, not those of a test virus.
BAD_WORDS: Final = b"these words are malware to this test"
SIGNATURE: Final = "Test.Words-1"
PIECE: Final = 4


@dataclass
class Behaviour:
    """What the scanner replies besides the truth, and what came to it."""

    reply: bytes = b""
    #: Bytes after which it refuses the rest, as StreamMaxLength.
    largest: int = 25 * 1024 * 1024
    #: Whether it takes everything and says nothing.
    is_silent: bool = False
    #: Whether it sends its reply byte after byte, for longer than anybody waits.
    is_slow: bool = False
    scanned: list[bytes] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        behaviour = cast("_Scanner", self.server).behaviour
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := int.from_bytes(self.rfile.read(PIECE)):
            content += self.rfile.read(length)
            if len(content) > behaviour.largest:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        behaviour.scanned.append(content)
        self._reply(behaviour, content)

    def _reply(self, behaviour: Behaviour, content: bytes) -> None:
        verdict = f"stream: {SIGNATURE} FOUND\0".encode() if BAD_WORDS in content else b"stream: OK\0"
        if behaviour.is_silent:
            behaviour.ended.wait(60)
        elif behaviour.is_slow:
            while not behaviour.ended.wait(0.2):
                self.wfile.write(b".")
                self.wfile.flush()
        else:
            self.wfile.write(behaviour.reply or verdict)


class _Scanner(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True
    behaviour: Behaviour

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that gave up is no error of the test."""


class _LocalScanner(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    behaviour: Behaviour

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that gave up is no error of the test."""


@contextmanager
def scanner(behaviour: Behaviour, path: Path | None = None) -> Iterator[str]:
    """Run it, at a Unix socket if a path is given. Yields its address as SCANNER_URL has it."""
    server = _LocalScanner(str(path), _Handler) if path else _Scanner(("127.0.0.1", 0), _Handler)
    server.behaviour = behaviour
    port = "" if path else cast("tuple[str, int]", server.server_address)[1]
    address = f"unix://{path}" if path else f"tcp://127.0.0.1:{port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield address
    finally:
        behaviour.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()
