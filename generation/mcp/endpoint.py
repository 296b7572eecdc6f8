"""/mcp as a native route: the same gate as everywhere, then the MCP library's streamable HTTP, without sessions.

A session would bind a client to one process; without it any process answers any call.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp_types import INVALID_REQUEST

from api.input import REPEATED_HEADERS
from errors_docs.exceptions import DomainError, InvalidHost, MethodNotAllowed, RequestTooLarge
from errors_docs.surfaces import WORKSPACE
from foundation.asgi import Message, Receive, Scope, Send, header, is_repeated
from foundation.content_coding import IDENTITY
from generation.mcp.calls import Call
from generation.mcp.messages import UNSUPPORTED, BadMessage, judged, refuse_encoding
from generation.mcp.server import SERVER
from generation.workspaces import GATE_COLUMNS
from partners import request_log
from partners.gate import Ask, admit
from partners.presented_key import OTHER_HEADERS
from partners.scopes import READONLY

ROUTE: Final = "mcp"
READ: Final = (b"host", b"authorization", b"x-api-key", b"accept-language", b"x-simulate-error")
#: Headers that mean one thing.
SINGLE_HEADERS: Final = ("Content-Type", "MCP-Protocol-Version")
#: Each tool asks for more if it needs more.
ASK: Final = Ask(WORKSPACE, READONLY.name, GATE_COLUMNS)


class McpEndpoint:
    """An ASGI application; ``running`` lasts as long as the process serves."""

    #: Taken here, so that a wrong one is told so; only POST is served.
    methods = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})

    def __init__(self) -> None:
        self._manager: StreamableHTTPSessionManager | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The host is checked before, by the site's own rule, so the library's guard is off."""
        self._manager = StreamableHTTPSessionManager(
            app=SERVER, stateless=True, max_request_body_size=settings.MAX_BODY_BYTES
        )
        async with self._manager.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = scope["tollgate"]
        request = _request_of(scope)
        try:
            caller = await scope["tollgate.run"](partial(_admit, request))
        except DomainError as error:
            await exchange.refuse(error)
        else:
            exchange.account = caller.account_public_id
            ways = (scope[f"tollgate.{name}"] for name in ("run", "answer", "keep"))
            call = scope["tollgate.call"] = Call(caller, request, *ways)
            await self._serve(scope, receive, _with_limit(send, request))
            exchange.code = exchange.code or call.code
        request_log.note_answer(request, ROUTE, exchange.status, exchange.code, exchange.seconds)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self._manager is not None  # the lifespan came first
        try:
            refuse_encoding(header(scope, b"content-encoding"))
            _refuse_repeated_headers(scope)
            body = await _whole(scope, receive)
        except BadMessage as bad:
            await _answer(send, bad)
        except DomainError as error:
            await scope["tollgate"].refuse(error, close=True)
        else:
            await self._manager.handle_request(_joined(scope), _again(receive, body), send)


def _refuse_repeated_headers(scope: Scope) -> None:
    """Raise BadMessage for a header of which the MCP library would drop a value."""
    for single in SINGLE_HEADERS:
        if is_repeated(scope, single.lower().encode()):
            raise BadMessage(INVALID_REQUEST, f"{single} was sent more than once: send it once.")


def _joined(scope: Scope) -> Scope:
    """Return the scope with one Accept; the MCP library reads the first alone."""
    others = [one for one in scope["headers"] if one[0] != b"accept"]
    accept = header(scope, b"accept")
    return {**scope, "headers": [*others, (b"accept", accept.encode("latin-1"))] if accept else others}


async def _whole(scope: Scope, receive: Receive) -> bytes:
    """Return the message. Raises BadMessage, or what the server raises for a body that is late or broken off.

    The server counts the body among all that it holds until the library has it, which reads it at once.
    """
    bodies, length = scope["tollgate.bodies"], header(scope, b"content-length")
    try:
        body = await bodies.read(int(length) if length.isdecimal() else None, receive)
    except RequestTooLarge as wrong:
        reason = f"The body must be at most {wrong.limit_bytes} bytes."
        raise BadMessage(INVALID_REQUEST, reason, status=413) from wrong
    try:
        return judged(body)
    finally:
        bodies.release(len(body))


def _again(receive: Receive, body: bytes) -> Receive:
    """Return a receive that gives a body that was read, and then what comes after it."""
    first: list[Message] = [{"type": "http.request", "body": body}]

    async def receiving() -> Message:
        return first.pop() if first else await receive()

    return receiving


async def _answer(send: Send, bad: BadMessage) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(bad.body)).encode())]
    if bad.status == UNSUPPORTED:
        headers.append((b"accept-encoding", IDENTITY.encode()))
    await send({"type": "http.response.start", "status": bad.status, "headers": headers})
    await send({"type": "http.response.body", "body": bad.body})


def _admit(request: HttpRequest) -> Any:
    """In a thread. Raises what the gate raises, InvalidHost, or MethodNotAllowed."""
    if request.method != "POST":
        raise MethodNotAllowed(method=str(request.method), allowed=("POST",))
    try:
        request.get_host()
    except DisallowedHost as wrong:
        raise InvalidHost from wrong
    return admit(request, ASK)


def _request_of(scope: Scope) -> HttpRequest:
    """What is read of a request beside its body: host, key and address, the language, a refusal on demand."""
    exchange = scope["tollgate"]
    request = HttpRequest()
    request.method, request.path = scope["method"], scope["path"]
    request.META = {"REMOTE_ADDR": exchange.client.address, "SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    request.META["QUERY_STRING"] = scope.get("query_string", b"").decode("latin-1")
    for name, value in scope["headers"]:
        key = "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
        if name in READ or key in OTHER_HEADERS:
            text = value.decode("latin-1")
            # As the shell does for Django: a header that comes again is joined to the first, and that is noted.
            if key in request.META:
                text = f"{request.META[key]},{text}"
                request.META.setdefault(REPEATED_HEADERS, []).append(name.decode("latin-1"))
            request.META[key] = text
    request.request_id = exchange.request_id  # type: ignore[attr-defined]  # as api.middleware sets it
    return request


def _with_limit(send: Send, request: HttpRequest) -> Send:
    """Every answer to a caller who was counted says how much is left of the limit."""
    window = getattr(request, "rate_window", None)
    added = [(name.lower().encode(), value.encode()) for name, value in window.headers().items()] if window else []

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *added]}
        await send(message)

    return sending
