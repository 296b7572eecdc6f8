"""A small HTTP server that answers a chat completion well, badly, or never, and counts what happened."""

import asyncio
import contextlib
import json
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

Answer = Callable[["StandIn", asyncio.StreamWriter], Awaitable[None]]


@dataclass
class StandIn:
    """``requests`` are bodies as they came in, ``headers`` their headers, ``sent`` the bytes that the system took."""

    answers: tuple[Answer, ...]
    scheme: str = "http"
    port: int = 0
    connections: int = 0
    sent: int = 0
    requests: list[Any] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    @property
    def base_url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/v1"

    async def send(self, writer: asyncio.StreamWriter, piece: bytes) -> None:
        writer.write(piece)
        await writer.drain()
        self.sent += len(piece)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request on a connection. The last answer is given again and again."""
        task = asyncio.current_task()
        assert task
        self.tasks.add(task)
        self.connections += 1
        with contextlib.suppress(ConnectionError, asyncio.CancelledError, asyncio.IncompleteReadError):
            await self._read(reader)
            await self.answers[min(len(self.requests), len(self.answers)) - 1](self, writer)
        writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.headers.append({"request": first, **headers})
        self.requests.append(json.loads(body))


@contextlib.asynccontextmanager
async def stand_in(*answers: Answer, tls: ssl.SSLContext | None = None, scheme: str = "http") -> AsyncIterator[StandIn]:
    """Listens on loopback while the block runs."""
    upstream = StandIn(answers, scheme)
    # Small buffers: what a client doesn't read stays unsent.
    server = await asyncio.start_server(upstream.serve, "127.0.0.1", 0, ssl=tls, limit=65536)
    upstream.port = server.sockets[0].getsockname()[1]
    try:
        yield upstream
    finally:
        server.close()
        for task in upstream.tasks:
            task.cancel()
        await asyncio.gather(*upstream.tasks, return_exceptions=True)


def answers(status: int, body: bytes, **headers: str) -> Answer:
    """This status and body, with these headers (underscores stand for hyphens)."""

    async def answer(upstream: StandIn, writer: asyncio.StreamWriter) -> None:
        await upstream.send(writer, head(status, len(body), **headers) + body)

    return answer


def says(content: str | None, **choice: Any) -> Answer:
    """A well-formed completion with this text. ``choice`` replaces parts of it, such as finish_reason."""
    return answers(200, completion(content, **choice))


def completion(content: str | None, refusal: str | None = None, finish_reason: str = "stop") -> bytes:
    """The body of a chat completion."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    choice = {"index": 0, "message": message, "finish_reason": finish_reason}
    return json.dumps(
        {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    ).encode()


def head(status: int, length: int | None, **headers: str) -> bytes:
    """The head of an answer; without a length the body ends with the connection."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    sized = {} if length is None else {"Content-Length": str(length)}
    fields = {"Content-Type": "application/json", "Connection": "close", **sized, **named}
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
    return "\r\n".join(lines).encode()


async def silence(upstream: StandIn, writer: asyncio.StreamWriter) -> None:
    """Takes the request and never answers."""
    await asyncio.Event().wait()


async def hang_up(upstream: StandIn, writer: asyncio.StreamWriter) -> None:
    """Resets the connection before any byte of an answer."""
    reset(writer)


async def half_an_answer(upstream: StandIn, writer: asyncio.StreamWriter) -> None:
    """Sends the beginning of a good answer, then resets the connection."""
    body = completion('{"summary": "')
    await upstream.send(writer, head(200, len(body) + 1000) + body)
    reset(writer)


def dribble(seconds: float) -> Answer:
    """A byte each time, for ever."""

    async def answer(upstream: StandIn, writer: asyncio.StreamWriter) -> None:
        await upstream.send(writer, head(200, None))
        while True:
            await upstream.send(writer, b" ")
            await asyncio.sleep(seconds)

    return answer


def flood(status: int, megabytes: int, *, declared: bool) -> Answer:
    """So many megabytes, with or without saying so beforehand."""

    async def answer(upstream: StandIn, writer: asyncio.StreamWriter) -> None:
        await upstream.send(writer, head(status, megabytes * 1_000_000 if declared else None))
        for _ in range(megabytes * 10):
            await upstream.send(writer, b"x" * 100_000)

    return answer


def reset(writer: asyncio.StreamWriter) -> None:
    """Closes with RST instead of FIN."""
    connection: socket.socket = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
