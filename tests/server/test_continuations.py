"""Answers that take long: awaited without a thread, kept through a client's going away, cut short by a stop."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from api.continuation import Accepted, CompletionMiddleware, Continuation, PendingResponse, when_final
from config.server.limits import Limits
from config.server.pool import Pool, PoolFull
from errors_docs.surfaces import WORKSPACE
from tests.server.in_process import LIMITS, Caller, scope, shell_of, with_threads


def pending(work: Callable[[], Awaitable[Any]], end: Callable[[Any], HttpResponse]) -> PendingResponse:
    return PendingResponse(Continuation(work, end), WORKSPACE)


def application(response: HttpResponse) -> Any:
    """A WSGI application that answers as Django does: with the response itself."""

    def answer(environ: dict[str, Any], start_response: Any) -> HttpResponse:
        start_response(f"{response.status_code} X", list(response.items()))
        return response

    return answer


async def until(wanted: Callable[[], object]) -> None:
    """Lets everything else run until it is so; the tests' own time limit bounds it."""
    while not wanted():  # noqa: ASYNC110  # what is waited for has no event of its own
        await asyncio.sleep(0)


async def one() -> int:
    return 1


async def crash() -> int:
    raise RuntimeError("a crash that the test asked for")


def told(result: Any) -> HttpResponse:
    return HttpResponse(f"made {result}", status=201, headers={"X-Thread": threading.current_thread().name})


def test_the_end_is_called_in_a_thread_with_what_the_work_gave() -> None:
    shell = shell_of(application(pending(one, told)))
    caller = Caller(shell, scope("GET", "/api/v1/x"))
    with_threads(shell, caller.call)
    assert caller.answer is not None
    assert (caller.answer.status, caller.answer.body) == (201, b"made 1")
    assert (caller.answer.header("x-thread"), caller.answer.header("content-length")) == ("django-0", "6")


def test_a_crash_of_the_work_still_comes_to_its_end() -> None:
    shell = shell_of(application(pending(crash, told)))
    caller = Caller(shell, scope("GET", "/api/v1/x"))
    with_threads(shell, caller.call)
    assert caller.answer is not None
    assert caller.answer.body == b"made None"


def test_a_crash_of_the_end_is_the_surfaces_internal_error() -> None:
    def crashing(result: Any) -> HttpResponse:
        raise RuntimeError("a crash that the test asked for")

    shell = shell_of(application(pending(one, crashing)))
    caller = Caller(shell, scope("GET", "/api/v1/x"))
    with_threads(shell, caller.call)
    assert caller.answer is not None
    assert (caller.answer.status, caller.answer.json["error"]["code"]) == (500, "preflight_failed")


def test_no_thread_is_held_and_a_call_that_is_cancelled_ends_nothing() -> None:
    ended: list[Any] = []
    gate = asyncio.Event()

    async def waiting() -> int:
        await gate.wait()
        return 1

    def ending(result: Any) -> HttpResponse:
        ended.append(result)
        return HttpResponse()

    shell = shell_of(application(pending(waiting, ending)))

    async def test() -> None:
        call = asyncio.create_task(Caller(shell, scope("GET", "/api/v1/x")).call())
        await until(lambda: not (shell.pool.busy or not shell.continuations._works))
        call.cancel()
        await asyncio.wait([call])
        gate.set()
        async with shell.continuations.running():
            await until(lambda: ended)

    with_threads(shell, test)
    assert ended == [1]


def test_a_stop_cuts_works_short_and_still_ends_them() -> None:
    ended: list[Any] = []

    async def for_ever() -> None:
        await asyncio.Event().wait()

    def ending(result: Any) -> HttpResponse:
        ended.append(result)
        return HttpResponse(status=502)

    shell = shell_of(application(pending(for_ever, ending)))
    caller = Caller(shell, scope("GET", "/api/v1/x"))

    async def test() -> None:
        call = asyncio.create_task(caller.call())
        await until(lambda: shell.continuations._works)
        shell.continuations.stop()
        await call

    with_threads(shell, test)
    assert (ended, caller.answer and caller.answer.status) == ([None], 502)


def test_an_accepted_answer_is_sent_while_its_work_goes_on() -> None:
    gate, ended = asyncio.Event(), list[Any]()

    async def waiting() -> int:
        await gate.wait()
        return 1

    def ending(result: Any) -> HttpResponse:
        ended.append(result)
        return HttpResponse()

    shell = shell_of(application(Accepted(HttpResponse("soon", status=202), Continuation(waiting, ending), WORKSPACE)))
    caller = Caller(shell, scope("GET", "/api/v1/x"))

    async def test() -> None:
        answer = await caller.call()
        assert answer is not None
        assert (answer.status, answer.body, ended) == (202, b"soon", [])
        gate.set()
        await until(lambda: ended)

    with_threads(shell, test)
    assert ended == [1]


def test_without_such_a_server_the_middleware_runs_it_in_place_and_tells_the_notes() -> None:
    noted: list[int] = []

    def view(request: HttpRequest) -> HttpResponse:
        response = pending(one, told)
        when_final(response, lambda final: noted.append(final.status_code))
        assert noted == []
        return response

    answer = CompletionMiddleware(view)(RequestFactory().get("/"))
    assert (answer.status_code, answer.content, noted) == (201, b"made 1", [201])


def test_patient_work_leaves_a_thread_to_others() -> None:
    pool = Pool(Limits(**{**LIMITS, "threads": 2, "waiting": 3}), list)
    gate = threading.Event()

    async def test() -> None:
        async with pool.running():
            patient = [asyncio.create_task(pool.run(gate.wait, patient=True)) for _ in range(3)]
            await until(lambda: pool.busy == 1)
            assert await pool.run(lambda: "short") == "short"
            with pytest.raises(PoolFull):
                await pool.run(gate.wait, patient=True)
            gate.set()
            assert await asyncio.gather(*patient) == [True, True, True]

    asyncio.run(test())
