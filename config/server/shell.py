"""The ASGI shell round Django's synchronous stack.

It reads each body without a thread and within bounds, then hands the complete request to Django in one hop. So a slow
client holds no thread, whether it writes or reads slowly. Native routes are taken ahead of Django.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from api.continuation import PendingResponse
from api.request_id import current_request_id
from config.metrics import count_request
from config.server.body import Bodies
from config.server.clients import Proxies
from config.server.continuations import Continuations
from config.server.delivery import Delivery
from config.server.environ import environ_of, with_body
from config.server.exchange import Exchange
from config.server.gateway import Answer, Gateway, as_request
from config.server.lifespan import Context, Lifespan
from config.server.limits import Limits
from config.server.pool import Pool, PoolFull
from config.server.routes import Route, Routes
from config.server.streams import Streams
from errors_docs.exceptions import DomainError, InternalError, ServiceUnavailable
from foundation.asgi import Receive, Scope, Send, drop_rest

logger = logging.getLogger("tollgate.server")


class Shell:
    """An ASGI application. ``at_thread_end`` closes what the gateway keeps for a thread; ``beneath`` is what
    continuations need as long as one of them works; a path that ``patient`` matches is of a call that takes long.
    """

    def __init__(
        self,
        gateway: Gateway,
        *,
        limits: Limits,
        proxies: Proxies,
        routes: Iterable[Route] = (),
        beneath: Iterable[Context] = (),
        patient: re.Pattern[str] | None = None,
        at_thread_end: Callable[[], object],
    ) -> None:
        self.pool = Pool(limits, at_thread_end)
        #: Set once the process is told to stop; /readyz and the connections' keep-alive follow it.
        self.stopping = False
        self._limits = limits
        self._patient = patient
        self._proxies = proxies
        self._routes = Routes(routes)
        self._bodies = Bodies(limits)
        self._gateway = gateway
        self.continuations = Continuations(self.pool, self._gateway)
        self._delivery = Delivery(self.pool, Streams(limits, at_thread_end), limits)
        self._lifespan = Lifespan([self.pool.running, *beneath, self.continuations.running, *self._routes.lifespans])

    def accompany(self, context: Context) -> None:
        """Adds what shall run while the process serves."""
        self._lifespan.add(context)

    def stop_soon(self) -> None:
        """A stop was announced: what works longer than most of the time that is left is cut short, to end in order."""
        self.stopping = True
        asyncio.get_running_loop().call_later(self._limits.grace_seconds, self.continuations.stop)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(scope, receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = self._proxies.client_of(scope)
        exchange = Exchange(scope["method"], scope["path"], client, send, scope["headers"], self.stopping)
        current_request_id.set(exchange.request_id)
        found = self._routes.match(exchange, scope["headers"])
        if found is None:
            await self._django(scope, receive, exchange)
        else:
            scope["path_params"] = found[1]
            await self._native(found[0], scope, receive, exchange)

    async def _native(self, route: Route, scope: Scope, receive: Receive, exchange: Exchange) -> None:
        scope["tollgate"], scope["tollgate.run"], scope["tollgate.bodies"] = exchange, self._run, self._bodies
        scope["tollgate.answer"], scope["tollgate.keep"] = self.continuations.answer, self.continuations.keep
        try:
            await route.app(scope, receive, exchange.send)
        except PoolFull:
            await exchange.refuse(ServiceUnavailable())
        except Exception:
            logger.exception("crash in %s", route.name)
            if not exchange.status:
                await exchange.refuse(InternalError(), close=True)
                return
        if not route.unlogged and not exchange.logged:
            count_request(exchange.path, route.name, exchange.method, exchange.status, exchange.code, exchange.seconds)
            exchange.log(route=route.name)

    async def _run(self, work: Callable[[], Any], *, begun: bool = False, patient: bool = False) -> Any:
        """Synchronous work of a native route, in one of Django's threads."""
        return await self.pool.run(partial(as_request, work), begun=begun, patient=patient)

    async def _django(self, scope: Scope, receive: Receive, exchange: Exchange) -> None:
        environ = environ_of(scope, exchange.client, exchange.request_id)
        body = await self._body(environ, receive, exchange)
        if body is None:
            return
        try:
            answer = await self._answer(with_body(environ, body), exchange)
        finally:
            self._bodies.release(len(body))
        if answer is not None:
            await self._delivery.send(exchange, answer, receive)

    async def _body(self, environ: dict[str, Any], receive: Receive, exchange: Exchange) -> bytes | None:
        """The whole body; None if the request was refused instead."""
        announced = environ.get("CONTENT_LENGTH")
        if announced is None and "HTTP_TRANSFER_ENCODING" not in environ:
            return b""
        length = int(announced) if announced and announced.isdecimal() else None
        try:
            return await self._bodies.read(length, receive)
        except DomainError as error:
            await exchange.refuse(error, close=True)
        # A client that waits for "100 Continue" sends nothing after a refusal; to read would ask it for the body.
        if "HTTP_EXPECT" not in environ or length is None or length <= self._limits.body_bytes:
            await drop_rest(receive, most_bytes=self._limits.linger_bytes, seconds=self._limits.linger_seconds)
        return None

    async def _answer(self, environ: dict[str, Any], exchange: Exchange) -> Answer | None:
        """What Django answers; None if the request was refused instead."""
        try:
            patient = self._patient is not None and self._patient.fullmatch(exchange.path) is not None
            return await self._whole(await self.pool.run(partial(self._gateway, environ), patient=patient))
        except PoolFull:
            await exchange.refuse(ServiceUnavailable())
        except Exception:
            # Django answers what its views raise; this came from outside of them.
            logger.exception("crash outside the views")
            await exchange.refuse(InternalError())
        return None

    async def _whole(self, answer: Answer) -> Answer:
        """The answer once it is known. Its work outlives a client that hangs up, and so this very call."""
        if answer.continued is None:
            return answer
        ending = self.continuations.start(answer.continued)
        return await asyncio.shield(ending) if isinstance(answer.continued, PendingResponse) else answer
