"""The sender: one event loop that finds what is due, sends it, and writes down what came of it.

Nothing waits in a thread for somebody else's server. An endpoint takes one turn at a time; a turn begins with one
delivery, and only if somebody answered it do others follow beside each other. A request holds one of a few fast places
for a quarter of a second at the most: that keeps the sender from starting more than the machine can do at once, while
what takes longer waits outside without keeping anybody else out. Endpoints that last reached nobody are served apart.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, TypeVar

import aiohttp
from django.conf import settings
from django.db import Error, connection

from partners.sealing import WEBHOOK_SECRETS, CannotUnseal, unseal
from webhooks import dispatch
from webhooks.post import attempt, unsigned
from webhooks.signing import Signer
from webhooks.turn import Parcel, Result, Served, Turn

logger = logging.getLogger("tollgate.webhooks")
Answer = TypeVar("Answer")

#: How long a new event waits at the most until somebody looks; a look costs a few index probes.
POLL_SECONDS: Final = 0.1
#: While the database is away.
RETRY_SECONDS: Final = 0.5
#: Deliveries to one endpoint at once, over all processes.
AT_ONCE: Final = 4
#: After so long a turn starts no further delivery, so that it ends within its lease.
TURN_SECONDS: Final = 15
#: Turns of suspect endpoints beside those of healthy ones: one in so many.
SUSPECT_SHARE: Final = 4
#: Requests that may be in their first moments at once, and how long these last.
FAST_PLACES: Final = 64
FAST_SECONDS: Final = 0.25
#: So many requests may hold a fast place or wait for one; with more no further endpoint is leased.
QUICK_TURNS: Final = 128
#: Batches of events that are dispatched before anything is sent, if so much has gathered.
BATCHES: Final = 4
#: From the request to stop to the end: requests under way take 15 s, and what came of them must still be written down.
STOP_SECONDS: Final = 28


class Sender:
    """One process's part of the sending; any number of them may run on one database."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self._fast = asyncio.Semaphore(FAST_PLACES)
        self._turns: dict[asyncio.Task[None], bool] = {}
        self._served: asyncio.Queue[Served] = asyncio.Queue()
        self._wake = asyncio.Event()
        self._stopping = False
        #: Turns that hold a fast place or wait for one.
        self._quick = 0
        # A thread and a database connection each, so that finding and writing down don't wait for each other.
        self._finding = ThreadPoolExecutor(1, "webhooks-find")
        self._writing = ThreadPoolExecutor(1, "webhooks-write")

    async def run(self, stop: asyncio.Event) -> None:
        """Send until ``stop``; then let the requests that are under way end, and write down what came of them.

        Raises TimeoutError if the database takes that neither in time nor at all. The leases expire, and what was not
        written down is sent again.
        """
        sending = asyncio.create_task(self._send_until(stop))
        asked = asyncio.create_task(stop.wait())
        await asyncio.wait({sending, asked}, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        async with asyncio.timeout(STOP_SECONDS):
            await sending

    async def _send_until(self, stop: asyncio.Event) -> None:
        helpers = [asyncio.create_task(self._write_down()), asyncio.create_task(self._watch(stop))]
        try:
            while not stop.is_set():
                await self._look()
            self._stopping = True
            await asyncio.gather(*self._turns)
            await self._served.join()
        finally:
            for helper in helpers:
                helper.cancel()
            closing = self._close()
        await asyncio.gather(*closing)

    async def _watch(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._wake.set()

    async def _look(self) -> None:
        """Starts the turns that are due; waits if there were none."""
        self._wake.clear()
        busy = list(self._turns.values())
        most = settings.WEBHOOKS_CONCURRENCY
        # Who would only wait for a fast place is left where it is: more gathers there, and goes in one turn.
        healthy = min(most - busy.count(False), QUICK_TURNS - self._quick)
        places = healthy, most // SUSPECT_SHARE - busy.count(True)
        found = await self._in_thread(self._finding, lambda: find(*places))
        if found is None:
            return
        events, turns = found
        for turn in turns:
            task = asyncio.create_task(self._serve(turn))
            self._turns[task] = turn.suspect
            task.add_done_callback(self._turns.pop)
        if events < BATCHES * dispatch.EVENTS_AT_ONCE:
            await self._nap()

    async def _nap(self) -> None:
        try:
            async with asyncio.timeout(POLL_SECONDS):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _serve(self, turn: Turn) -> None:
        """One turn; whatever happens, the endpoint is given back."""
        results: list[Result] = []
        try:
            await self._send(turn, results)
        except Exception:
            logger.exception("a turn of an endpoint failed", extra={"endpoint": turn.endpoint_id})
        self._served.put_nowait(Served(turn, results))

    async def _send(self, turn: Turn, results: list[Result]) -> None:
        waiting = deque(turn.parcels)
        if not waiting:
            return
        signer = signer_of(turn)
        if signer is None:
            results.append(unsigned(waiting[0]))
            return
        loop = asyncio.get_running_loop()
        ends = loop.time() + TURN_SECONDS
        results.append(await self._attempt(turn, signer, waiting.popleft()))

        async def follow() -> None:
            while waiting and results[-1].invites_more and loop.time() < ends and not self._stopping:
                results.append(await self._attempt(turn, signer, waiting.popleft()))

        await asyncio.gather(*(follow() for _ in range(min(AT_ONCE, len(waiting)))))

    async def _attempt(self, turn: Turn, signer: Signer, parcel: Parcel) -> Result:
        if turn.suspect:
            return await attempt(self._session, turn.url, signer, parcel)
        self._quick += 1
        try:
            async with self._fast:
                request = asyncio.create_task(attempt(self._session, turn.url, signer, parcel))
                await asyncio.wait({request}, timeout=FAST_SECONDS)
        finally:
            self._quick -= 1
        return await request

    async def _write_down(self) -> None:
        """What has gathered while the last batch was written is the next batch."""
        while True:
            served = [await self._served.get()]
            while not self._served.empty():
                served.append(self._served.get_nowait())
            work = partial(write, served)
            while await self._in_thread(self._writing, work) is None:
                pass
            for _ in served:
                self._served.task_done()
            self._wake.set()

    async def _in_thread(self, thread: ThreadPoolExecutor, work: Callable[[], Answer]) -> Answer | None:
        """What the work answers; None, after a while, if the database is away: then its connection is closed."""
        try:
            return await asyncio.get_running_loop().run_in_executor(thread, work)
        except Error:
            logger.warning("the database is away", exc_info=True)
            await asyncio.get_running_loop().run_in_executor(thread, disconnect)
            await asyncio.sleep(RETRY_SECONDS)
            return None

    def _close(self) -> list[asyncio.Future[None]]:
        """Have both threads disconnect and end as soon as they can, without waiting for one that the database holds."""
        threads = (self._finding, self._writing)
        closing = [asyncio.wrap_future(thread.submit(disconnect)) for thread in threads]
        for thread in threads:
            thread.shutdown(wait=False)
        return closing


def find(healthy: int, suspect: int) -> tuple[int, list[Turn]]:
    """Dispatches new events and leases endpoints: how many events, and the turns."""
    events = 0
    for _ in range(BATCHES):
        batch = dispatch.fan_out()
        events += batch
        if batch < dispatch.EVENTS_AT_ONCE:
            break
    return events, [*dispatch.claim(most=healthy, suspect=False), *dispatch.claim(most=suspect, suspect=True)]


def write(served: list[Served]) -> bool:
    """Writes turns down. True, because None says that the database was away."""
    dispatch.settle(served)
    return True


def disconnect() -> None:
    """Closes the connection of the thread that calls this."""
    connection.close()


def signer_of(turn: Turn) -> Signer | None:
    """The endpoint's secrets; None if they were sealed under a SECRET_KEY that is gone."""
    try:
        secret = unseal(turn.secret, WEBHOOK_SECRETS).decode()
        previous = unseal(turn.previous_secret, WEBHOOK_SECRETS).decode() if turn.previous_secret else None
    except CannotUnseal:
        return None
    return Signer(secret, previous)
