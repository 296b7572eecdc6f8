"""What stands between the two halves: the upstream works, and no thread, transaction or connection waits with it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

from django.http import HttpResponse

from api.continuation import Continuation
from errors_docs.exceptions import GenerationFailed, GenerationTimeout
from generation.providers import Provider, configured_provider
from generation.reservation import Reserved
from generation.run import make
from generation.samples import SAMPLES
from generation.settlement import Ended, settle
from generation.slots import slots


class Engine:
    """Makes results with one provider for each event loop."""

    def __init__(self) -> None:
        self._providers: dict[asyncio.AbstractEventLoop, Provider] = {}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """For a loop that serves for long: its provider keeps its connections until the end."""
        loop = asyncio.get_running_loop()
        provider = self._providers[loop] = configured_provider()
        try:
            yield
        finally:
            del self._providers[loop]
            await provider.aclose()

    async def work(self, reserved: Reserved) -> Ended:
        """Ask the upstream, or make a sample. What it raises is how it ended; only being cancelled passes through."""
        provider = SAMPLES if reserved.sample else self._providers.get(asyncio.get_running_loop())
        if provider is None:
            async with self.running():
                return await self.work(reserved)
        try:
            return Ended(made=await make(reserved.tool, reserved.given, provider))
        except (GenerationFailed, GenerationTimeout) as error:
            return Ended(error=error)


engine: Final = Engine()


def continuation_of(reserved: Reserved) -> Continuation:
    """Runs a reserved generation to its end."""
    return Continuation(partial(engine.work, reserved), partial(_end, reserved))


def _end(reserved: Reserved, ended: Ended | None) -> HttpResponse:
    """``ended`` is None if the work was cut short: that is a failure like any other."""
    try:
        return settle(reserved, ended or Ended(error=GenerationFailed()))
    finally:
        slots.give_back()
