"""The shell's own rules, without a server between."""

import asyncio
import threading
from collections.abc import Iterable
from typing import Any

import pytest

from config.server.environ import proxy_key, stranger_key
from tests.server.in_process import DISCONNECT, PATH, Caller, plain, request_body, scope, shell_of, with_threads
from tests.server.wire import Answer

LENGTH_800 = (b"content-length", b"800")


def code_of(answer: Answer | None) -> tuple[int, str]:
    assert answer is not None
    return answer.status, answer.json["error"]["code"]


def test_a_client_that_hangs_up_in_its_body_causes_no_work() -> None:
    calls: list[str] = []

    def counting(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        calls.append(environ["PATH_INFO"])
        return plain(environ, start)

    shell = shell_of(counting)

    async def test() -> None:
        caller = Caller(shell, scope("POST", PATH, LENGTH_800), request_body(b"x" * 400, more=True), DISCONNECT)
        assert code_of(await caller.call()) == (400, "VALIDATION_FAILED")

    with_threads(shell, test)
    assert calls == []


def test_a_body_that_finds_the_memory_full_ends_the_oldest_that_is_not_whole() -> None:
    shell = shell_of(buffered_bytes=1000, linger_seconds=0.01)

    async def test() -> None:
        halves = [
            Caller(shell, scope("POST", PATH, LENGTH_800), request_body(b"x" * 400, more=True), *end)
            for end in ((), (), (DISCONNECT,))
        ]
        first, second, _ = reading = [asyncio.create_task(half.call()) for half in halves]
        assert code_of(await first) == (503, "SERVICE_UNAVAILABLE")
        whole = Caller(shell, scope("POST", PATH, LENGTH_800), request_body(b"y" * 800))
        assert body_of(await whole.call()) == b"y" * 800
        assert code_of(await second) == (503, "SERVICE_UNAVAILABLE")
        await asyncio.wait(reading)
        again = Caller(shell, scope("POST", PATH, LENGTH_800), request_body(b"z" * 800))
        assert body_of(await again.call()) == b"z" * 800

    with_threads(shell, test)


def test_bodies_that_fill_the_memory_whole_are_refused_and_room_comes_back() -> None:
    entered, release = threading.Event(), threading.Event()

    def slow(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        entered.set()
        release.wait()
        return plain(environ, start)

    shell = shell_of(slow, buffered_bytes=1000)

    async def test() -> None:
        first = asyncio.create_task(Caller(shell, scope("POST", PATH, LENGTH_800), request_body(b"x" * 800)).call())
        await asyncio.to_thread(entered.wait)
        second = Caller(shell, scope("POST", PATH, LENGTH_800), request_body(b"x" * 800), DISCONNECT)
        assert code_of(await second.call()) == (503, "SERVICE_UNAVAILABLE")
        release.set()
        assert body_of(await first) == b"x" * 800
        third = Caller(shell, scope("POST", PATH, LENGTH_800), request_body(b"y" * 800))
        assert body_of(await third.call()) == b"y" * 800

    with_threads(shell, test)


def test_a_request_that_waited_too_long_is_refused_unstarted() -> None:
    running, release, calls = threading.Event(), threading.Event(), []

    def slow(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        calls.append(environ["PATH_INFO"])
        running.set()
        release.wait()
        return plain(environ, start)

    shell = shell_of(slow, wait_seconds=1)

    async def test() -> None:
        first = asyncio.create_task(Caller(shell, scope()).call())
        await asyncio.to_thread(running.wait)
        second = asyncio.create_task(Caller(shell, scope("GET", PATH + "/2")).call())
        # Until it is late; a little more, because the clock ticks in steps.
        await asyncio.sleep(1.1)
        release.set()
        assert body_of(await first) == b""
        assert code_of(await second) == (503, "SERVICE_UNAVAILABLE")

    with_threads(shell, test)
    assert calls == [PATH]


def test_a_request_after_the_threads_ended_is_refused() -> None:
    shell = shell_of()
    with_threads(shell, lambda: asyncio.sleep(0))
    answer = asyncio.run(Caller(shell, scope()).call())
    assert code_of(answer) == (503, "SERVICE_UNAVAILABLE")


def test_each_thread_closes_what_it_keeps_at_its_end() -> None:
    ended: list[str] = []
    shell = shell_of(at_thread_end=lambda: ended.append(threading.current_thread().name), threads=3)
    with_threads(shell, lambda: asyncio.sleep(0))
    assert sorted(ended) == ["django-0", "django-1", "django-2"]


def test_the_end_of_the_threads_waits_for_what_waits() -> None:
    shell = shell_of()
    calls = [Caller(shell, scope("GET", f"{PATH}/{number}")) for number in range(5)]
    tasks: list[asyncio.Task[Answer | None]] = []

    async def test() -> None:
        tasks.extend(asyncio.create_task(call.call()) for call in calls)
        await asyncio.sleep(0)

    with_threads(shell, test)
    assert [call.answer.status for call in calls if call.answer] == [200] * 5


def test_a_crash_of_the_application_is_refused_in_the_envelope() -> None:
    def crash(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        raise StopIteration

    shell = shell_of(crash)

    async def test() -> None:
        assert code_of(await Caller(shell, scope()).call()) == (500, "INTERNAL_ERROR")

    with_threads(shell, test)


@pytest.mark.parametrize(
    ("header", "by_stranger", "by_proxy"),
    [
        (b"x-api-key", "HTTP_X_API_KEY", "HTTP_X_API_KEY"),
        (b"x_api_key", None, None),
        (b"content-type", "CONTENT_TYPE", "CONTENT_TYPE"),
        (b"content-length", "CONTENT_LENGTH", "CONTENT_LENGTH"),
        (b"x-forwarded-host", None, "HTTP_X_FORWARDED_HOST"),
        (b"x-forwarded-anything", None, "HTTP_X_FORWARDED_ANYTHING"),
        (b"forwarded", None, "HTTP_FORWARDED"),
        (b"x_forwarded_for", None, None),
    ],
)
def test_headers_are_named_in_the_environ(header: bytes, by_stranger: str | None, by_proxy: str | None) -> None:
    assert (stranger_key(header), proxy_key(header)) == (by_stranger, by_proxy)


def body_of(answer: Answer | None) -> bytes:
    assert answer is not None
    assert answer.status == 200
    return answer.body
