"""An OpenAI-compatible upstream that waits before each answer; one process, any number of calls at once."""

import asyncio
import json
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.served import free_port

#: The most that an asked-for line of a request's head or body may have.
LIMIT = 1024 * 1024


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float, result: str) -> None:
    """Serves one connection."""
    message = {"role": "assistant", "content": result}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    body = json.dumps(
        {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    ).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    try:
        while True:
            asked = (await reader.readuntil(b"\r\n\r\n")).lower()
            await reader.readexactly(int(asked.partition(b"content-length:")[2].partition(b"\r\n")[0]))
            await asyncio.sleep(seconds)
            writer.write(head + body)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def serve(port: int, seconds: float, result: str) -> None:
    async def run() -> None:
        async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await answer(reader, writer, seconds, result)

        server = await asyncio.start_server(serve_one, "127.0.0.1", port, limit=LIMIT, backlog=512)
        async with server:
            await server.serve_forever()

    asyncio.run(run())


@contextmanager
def waiting_upstream(seconds: float, result: dict[str, Any]) -> Iterator[dict[str, str]]:
    """The settings of a server that shall ask it; it answers this result to everything, so many seconds later."""
    port = free_port()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(port, seconds, json.dumps(result)))
    process.start()
    try:
        yield {
            "GENERATION_PROVIDER": "openai",
            "GENERATION_BASE_URL": f"http://127.0.0.1:{port}/v1",
            "GENERATION_MODEL": "m",
            "GENERATION_API_KEY": "none",
        }
    finally:
        process.terminate()
        process.join()
