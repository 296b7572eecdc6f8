"""ASGI's lifespan: what is started before the first request and ended after the last."""

from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack

from foundation.asgi import Receive, Scope, Send

Context = Callable[[], AbstractAsyncContextManager[object]]


class Lifespan:
    """Enters its contexts in order and leaves them in the reverse."""

    def __init__(self, contexts: Iterable[Context]) -> None:
        self._contexts = list(contexts)

    def add(self, context: Context) -> None:
        """One more, entered last."""
        self._contexts.append(context)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What a context raises at the start passes through: the server then refuses to start this process."""
        await receive()
        async with AsyncExitStack() as entered:
            try:
                for context in self._contexts:
                    await entered.enter_async_context(context())
            except Exception as failure:
                await send({"type": "lifespan.startup.failed", "message": str(failure)})
                raise
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})
