"""What a worker process does besides serving."""

import asyncio
import contextlib
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from config.logs import GatheringHandler, flush_log
from config.metrics import busy, waiting
from config.server.notice import STOP_SOON
from config.server.shell import Shell

TICK_SECONDS: Final = 1


class Worker:
    """Tells the gauges how full the queue is, has the log written, hears that a stop comes, and doesn't outlive its
    parent.
    """

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """For as long as the process serves."""
        asyncio.get_running_loop().add_signal_handler(STOP_SOON, self._stop_soon)
        ticking = asyncio.create_task(self._tick())
        GatheringHandler.gathers = True
        try:
            yield
        finally:
            GatheringHandler.gathers = False
            flush_log()
            ticking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await ticking

    def _stop_soon(self) -> None:
        self._shell.stop_soon()

    async def _tick(self) -> None:
        """A group that was killed can't end its workers; they would keep the port and serve old code."""
        group = multiprocessing.parent_process()
        while True:
            busy.set(self._shell.pool.busy)
            waiting.set(self._shell.pool.waiting)
            flush_log()
            if group is not None and os.getppid() != group.pid:
                os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.sleep(TICK_SECONDS)
