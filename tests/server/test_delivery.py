"""Answers to clients that read slowly or leave: bounded in time, threads and memory, and always closed."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest

from config.server.files import FileWrapper
from config.server.gateway import PIECE_BYTES
from foundation.asgi import Message
from tests.server.in_process import DISCONNECT, Caller, request_body, scope, shell_of, with_threads


class Streaming:
    """A streaming response as Django's: iterable and to be closed."""

    streaming = True

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        self.closed += 1


class Zeros:
    """A file of so many zero bytes."""

    def __init__(self, size: int) -> None:
        self.left = size
        self.closed = 0

    def read(self, size: int, /) -> bytes:
        piece = bytes(min(size, self.left))
        self.left -= len(piece)
        return piece

    def close(self) -> None:
        self.closed += 1


class StuckCaller(Caller):
    """Takes the head of an answer, and no piece of its body."""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()
        await super().send(message)


class WaitingCaller(Caller):
    """Takes the body once it is ready."""

    def __init__(self, *request: Any) -> None:
        super().__init__(*request)
        self.asked, self.ready = asyncio.Event(), asyncio.Event()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.body":
            self.asked.set()
            await self.ready.wait()
        await super().send(message)


def answering(result: Any) -> Any:
    """A WSGI application that answers so."""

    def application(environ: dict[str, Any], start: Any) -> Any:
        start("200 OK", [("Content-Type", "text/plain")])
        return result

    return application


def broken() -> Iterator[bytes]:
    yield b"a"
    raise RuntimeError("a crash that the test asked for")


def test_a_stream_is_sent_and_closed_once() -> None:
    stream = Streaming(iter([b"a", b"", b"b"]))
    shell = shell_of(answering(stream))
    caller = Caller(shell, scope(), request_body(b""))
    with_threads(shell, caller.call)
    assert [message["body"] for message in caller.sent[1:]] == [b"a", b"b", b""]
    assert stream.closed == 1


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_a_file_is_closed_once(method: str) -> None:
    file = Zeros(3 * PIECE_BYTES)
    shell = shell_of(answering(FileWrapper(file)))
    caller = Caller(shell, scope(method), request_body(b""))
    with_threads(shell, caller.call)
    assert caller.answer is not None
    assert len(caller.answer.body) == (3 * PIECE_BYTES if method == "GET" else 0)
    assert file.closed == 1


def test_a_client_that_takes_nothing_of_a_file_is_given_up() -> None:
    file = Zeros(3 * PIECE_BYTES)
    shell = shell_of(answering(FileWrapper(file)), write_seconds=0.01)
    caller = StuckCaller(shell, scope(), request_body(b""))
    with_threads(shell, caller.call)
    assert len(caller.sent) == 1
    assert (file.left, file.closed) == (2 * PIECE_BYTES, 1)


def test_a_client_that_takes_nothing_of_a_stream_is_given_up() -> None:
    stream = Streaming(iter([b"a"] * 1000))
    shell = shell_of(answering(stream), write_seconds=0.01)
    caller = StuckCaller(shell, scope(), request_body(b""))
    with_threads(shell, caller.call)
    assert stream.closed == 1


def test_a_client_that_left_is_sent_no_more_of_a_file() -> None:
    file = Zeros(1000 * PIECE_BYTES)
    shell = shell_of(answering(FileWrapper(file)))
    caller = Caller(shell, scope(), request_body(b""), DISCONNECT)
    with_threads(shell, caller.call)
    assert file.left > 0
    assert file.closed == 1


def test_a_stream_that_breaks_off_has_no_end() -> None:
    stream = Streaming(broken())
    shell = shell_of(answering(stream))
    caller = Caller(shell, scope(), request_body(b""))
    with_threads(shell, caller.call)
    assert [message["body"] for message in caller.sent[1:]] == [b"a"]
    assert caller.sent[-1]["more_body"] is True
    assert stream.closed == 1


def test_one_stream_too_many_is_refused_and_closed() -> None:
    first, second = Streaming(iter([b"a"])), Streaming(iter([b"b"]))
    streams = iter([first, second])

    def next_stream(environ: dict[str, Any], start: Any) -> Any:
        return answering(next(streams))(environ, start)

    shell = shell_of(next_stream, streams=1)

    async def test() -> None:
        waiting = WaitingCaller(shell, scope(), request_body(b""))
        running = asyncio.create_task(waiting.call())
        await waiting.asked.wait()
        refused = await Caller(shell, scope()).call()
        assert refused is not None
        assert (refused.status, refused.header("retry-after"), second.closed) == (503, "1", 1)
        assert first.closed == 0
        waiting.ready.set()
        await running

    with_threads(shell, test)
    assert first.closed == 1


def test_streams_work_in_turns_and_wait_for_their_readers_all_at_once() -> None:
    """An empty piece ends a turn; it is not sent."""
    working, most, sent = 0, 0, list[bytes]()

    def steps(name: bytes) -> Iterator[bytes]:
        nonlocal working, most
        for piece in (b"", name, b"", name):
            working += 1
            most = max(most, working)
            time.sleep(0.01)
            working -= 1
            yield piece

    names = iter((b"a", b"b", b"c"))

    def application(environ: dict[str, Any], start: Any) -> Any:
        return answering(Streaming(steps(next(names))))(environ, start)

    shell = shell_of(application)

    async def test() -> None:
        readers = [WaitingCaller(shell, scope(), request_body(b"")) for _ in range(3)]
        running = [asyncio.create_task(reader.call()) for reader in readers]
        for reader in readers:
            await reader.asked.wait()
            reader.ready.set()
        await asyncio.gather(*running)
        sent.extend(reader.answer.body for reader in readers if reader.answer)

    with_threads(shell, test)
    assert (sorted(sent), most) == ([b"aa", b"bb", b"cc"], 1)
