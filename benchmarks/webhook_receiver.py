"""Two servers of one process that take webhooks as cheaply as they can: one answers at once, one never.

``python -m benchmarks.webhook_receiver`` prints both ports; for each line it reads, it prints how many requests the
first has taken, and after ``dump`` the time at which each webhook-id came first.
"""

import asyncio
import json
import sys
import time
from typing import Final

ANSWER: Final = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
arrivals: dict[str, float] = {}
count = [0]


class Answering(asyncio.Protocol):
    """Just enough of HTTP for requests with a Content-Length."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.buffer = transport, b""

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end].lower()
            whole = end + 4 + int(_header(head, b"content-length:"))
            if len(self.buffer) < whole:
                return
            self.buffer = self.buffer[whole:]
            arrivals.setdefault(_header(head, b"webhook-id:").decode(), time.time())
            count[0] += 1
            self.transport.write(ANSWER)


class Hanging(asyncio.Protocol):
    """Takes everything, says nothing."""


def _header(head: bytes, name: bytes) -> bytes:
    begin = head.index(name) + len(name)
    return head[begin:].split(b"\r\n", 1)[0].strip()


async def main() -> None:
    """Serves until its input ends."""
    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(kind, "127.0.0.1", 0, backlog=4096) for kind in (Answering, Hanging)]
    say([server.sockets[0].getsockname()[1] for server in servers])
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        say(arrivals if line.strip() == "dump" else count[0])


def say(value: object) -> None:
    """One line of JSON."""
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
