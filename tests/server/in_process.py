"""The shell without a server: calls it as an ASGI server would."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from wsgiref.types import WSGIApplication

from config.server.clients import Proxies
from config.server.gateway import Gateway
from config.server.limits import Limits
from config.server.routes import Route
from config.server.shell import Shell
from foundation.asgi import Message
from tests.server.wire import Answer

PATH = "/api/partner/v1/account"
DISCONNECT: Message = {"type": "http.disconnect"}
LIMITS: dict[str, Any] = {"body_bytes": 1000, "body_seconds": 20, "threads": 1, "waiting": 10}


def plain(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answers with the body that came."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["wsgi.input"].read()]


def shell_of(
    application: WSGIApplication = plain,
    routes: Iterable[Route] = (),
    at_thread_end: Callable[[], object] = list,
    **limits: Any,
) -> Shell:
    """A shell whose limits are small, but for those that are given."""
    return Shell(
        Gateway(application),
        limits=Limits(**{**LIMITS, **limits}),
        proxies=Proxies([]),
        routes=routes,
        at_thread_end=at_thread_end,
    )


def request_body(body: bytes, *, more: bool = False) -> Message:
    """One message of a body."""
    return {"type": "http.request", "body": body, "more_body": more}


def scope(method: str = "GET", path: str = PATH, *headers: tuple[bytes, bytes]) -> dict[str, Any]:
    """A request's scope."""
    return {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 1234),
        "headers": [(b"host", b"localhost"), *headers],
    }


class Caller:
    """One request to a shell. ``sent`` are the shell's messages."""

    def __init__(self, shell: Shell, request: dict[str, Any], *messages: Message) -> None:
        self._shell = shell
        self._scope = request
        self._messages: asyncio.Queue[Message] = asyncio.Queue()
        for message in messages:
            self._messages.put_nowait(message)
        self.sent: list[Message] = []

    async def call(self) -> Answer | None:
        """The whole answer; None if there was none."""
        await self._shell(self._scope, self._messages.get, self.send)
        return self.answer

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    def say(self, message: Message) -> None:
        """What the client does next."""
        self._messages.put_nowait(message)

    @property
    def answer(self) -> Answer | None:
        """What was sent so far."""
        if not self.sent:
            return None
        start, *bodies = self.sent
        headers = [(name.decode(), value.decode()) for name, value in start["headers"]]
        return Answer(start["status"], headers, b"".join(message["body"] for message in bodies))


def with_threads(shell: Shell, test: Callable[[], Awaitable[object]]) -> None:
    """Runs an asynchronous test while the shell's threads run."""

    async def run() -> None:
        async with asyncio.timeout(30), shell.pool.running():
            await test()

    asyncio.run(run())
