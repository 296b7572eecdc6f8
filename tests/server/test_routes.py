"""Native routes: taken ahead of Django, with the shell's request id, client and threads."""

import asyncio
import contextlib
import re
import threading
from collections.abc import AsyncIterator

import orjson
import pytest

from config.server.clients import Client
from config.server.routes import Route
from foundation.asgi import Headers, Message, Receive, Scope, Send
from tests.server.in_process import Caller, request_body, scope, shell_of, with_threads
from tests.server.wire import Answer

FOUND = b"native"


async def native(scope: Scope, receive: Receive, send: Send) -> None:
    """Says what the route gave it."""
    thread = await scope["tollgate.run"](lambda: threading.current_thread().name)
    said = {"groups": scope["path_params"], "thread": thread, "address": scope["tollgate"].client.address}
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": orjson.dumps(said)})


async def crashing(scope: Scope, receive: Receive, send: Send) -> None:
    raise RuntimeError("a crash that the test asked for")


async def breaking_off(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise RuntimeError("a crash that the test asked for")


def nobody(client: Client, headers: Headers) -> bool:
    return False


ROUTES = [
    Route("/exact", native),
    Route(re.compile(r"/items/(?P<item>\d+)/parts"), native, methods=frozenset({"POST"})),
    Route("/closed", native, admits=nobody),
    Route("/api/partner/v1/crashing", crashing),
    Route("/api/partner/v1/breaking-off", breaking_off),
]


def answer_to(method: str, path: str) -> Answer:
    shell = shell_of(routes=ROUTES)
    caller = Caller(shell, scope(method, path), request_body(b""))
    with_threads(shell, caller.call)
    assert caller.answer is not None
    return caller.answer


def test_a_path_is_taken_ahead_of_django() -> None:
    answer = answer_to("GET", "/exact")
    assert answer.json == {"groups": {}, "thread": "django-0", "address": "127.0.0.1"}
    assert str(answer.header("x-request-id")).startswith("req_")


def test_a_pattern_gives_its_groups() -> None:
    assert answer_to("POST", "/items/17/parts").json["groups"] == {"item": "17"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/exact"),
        ("GET", "/exact/"),
        ("GET", "/items/17/parts"),
        ("POST", "/items/17/parts/x"),
        ("GET", "/closed"),
    ],
)
def test_what_no_route_takes_goes_to_django(method: str, path: str) -> None:
    answer = answer_to(method, path)
    assert (answer.status, answer.body, answer.header("content-type")) == (200, b"", "text/plain")


def test_a_crash_is_refused_in_the_envelope() -> None:
    answer = answer_to("GET", "/api/partner/v1/crashing")
    assert (answer.status, answer.json["error"]["code"]) == (500, "INTERNAL_ERROR")
    assert answer.json["error"]["requestId"] == answer.header("x-request-id")


def test_a_crash_after_the_head_sends_nothing_more() -> None:
    assert answer_to("GET", "/api/partner/v1/breaking-off").body == b""


def test_a_routes_lifespan_lasts_as_long_as_the_server() -> None:
    happened: list[str] = []

    @contextlib.asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        happened.append("started")
        yield
        happened.append("ended")

    async def serve() -> None:
        messages: asyncio.Queue[Message] = asyncio.Queue()

        async def send(message: Message) -> None:
            happened.append(message["type"])

        shell = shell_of(routes=[Route("/exact", native, lifespan=lifespan)])
        serving = asyncio.create_task(shell({"type": "lifespan"}, messages.get, send))
        messages.put_nowait({"type": "lifespan.startup"})
        messages.put_nowait({"type": "lifespan.shutdown"})
        await serving

    asyncio.run(serve())
    assert happened == ["started", "lifespan.startup.complete", "ended", "lifespan.shutdown.complete"]


def test_a_lifespan_that_fails_refuses_the_start() -> None:
    said: list[Message] = []

    class Failing(contextlib.AbstractAsyncContextManager[None]):
        async def __aenter__(self) -> None:
            raise RuntimeError("no session manager")

        async def __aexit__(self, *ended: object) -> None:
            raise AssertionError("what was not entered is not left")

    async def serve() -> None:
        async def receive() -> Message:
            return {"type": "lifespan.startup"}

        async def send(message: Message) -> None:
            said.append(message)

        shell = shell_of(routes=[Route("/exact", native, lifespan=Failing)])
        with pytest.raises(RuntimeError, match="no session manager"):
            await shell({"type": "lifespan"}, receive, send)

    asyncio.run(serve())
    assert said == [{"type": "lifespan.startup.failed", "message": "no session manager"}]
