"""GET /healthz and /readyz, for whoever watches the process. They are native routes: a full queue doesn't fail them."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import orjson
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from foundation.asgi import Receive, Scope, Send

logger = logging.getLogger("tollgate.health")


class NotReady(Exception):
    """Why no request should be sent here now, in words for an operator."""


async def healthz(scope: Scope, receive: Receive, send: Send) -> None:
    """200 while the process can answer at all. It never asks the database: restarting us would not mend that."""
    await _answer(scope, send, 200, {"status": "ok"})


class Readiness:
    """200 if a request sent here now would find its database; 503 with the reason otherwise, and while stopping."""

    def __init__(self, check: Callable[[], None], seconds: float = 2) -> None:
        self._check = check
        self._seconds = seconds
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="readiness")
        self._asked: asyncio.Future[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if scope["tollgate"].stopping:
                raise NotReady("the server is stopping")
            await self._ask()
        except NotReady as reason:
            await _answer(scope, send, 503, {"status": "not ready", "reason": str(reason)})
        else:
            await _answer(scope, send, 200, {"status": "ready"})

    async def _ask(self) -> None:
        """All who ask at the same time share one check, so that asking often costs the database nothing."""
        if self._asked is None or self._asked.done():
            self._asked = asyncio.get_running_loop().run_in_executor(self._thread, self._check)
        done, _ = await asyncio.wait([self._asked], timeout=self._seconds)
        if not done:
            raise NotReady("the database does not answer")
        self._asked.result()


class DatabaseCheck:
    """Connects anew, so that it finds what a new thread would find. Raises NotReady."""

    def __init__(self) -> None:
        self._migrated = False

    def __call__(self) -> None:
        try:
            self._look()
        except NotReady:
            raise
        except Exception as failure:
            logger.warning("readiness: %s", failure)
            raise NotReady("the database cannot be reached") from failure
        finally:
            connection.close()

    def _look(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        # The migrations on disk don't change while we run, so once applied they stay applied.
        if not self._migrated:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                raise NotReady("migrations are not applied")
            self._migrated = True


async def _answer(scope: Scope, send: Send, status: int, data: dict[str, str]) -> None:
    body = orjson.dumps(data)
    headers = [
        (b"content-type", b"application/json"),
        (b"cache-control", b"no-store"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
