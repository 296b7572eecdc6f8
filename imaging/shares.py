"""Shares of a process: how much each customer and each account may have on the way at once.

A body on the way costs an open file and up to PIECE_BYTES of memory, whether it comes fast or slowly; an answer of
large rows costs what was read of them. Further ones of the same owner wait, in their order and for a bounded time;
nobody else waits for them.
"""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from typing import Final

from django.conf import settings

#: How many customers of one account may use up their whole share at once.
CUSTOMERS: Final = 4
#: Documents of an account that are judged or scanned at once: others have the other threads.
JUDGED: Final = 1
#: Answers of a customer that read rows while they are sent: each may hold some megabytes of them.
READING: Final = 1


class NoPlace(Exception):
    """The owner's other bodies held all its places for SHARE_WAIT_SECONDS; nothing of this one was read."""


class Shares:
    """Places by owner. An owner without a body costs nothing."""

    def __init__(self) -> None:
        self._places: dict[Hashable, asyncio.Semaphore] = {}
        self._users: dict[Hashable, int] = {}

    @asynccontextmanager
    async def place(self, owner: Hashable, places: int) -> AsyncIterator[None]:
        """Wait for one of the owner's places, and hold it. Raises NoPlace after SHARE_WAIT_SECONDS."""
        semaphore = self._places.setdefault(owner, asyncio.Semaphore(places))
        self._users[owner] = self._users.get(owner, 0) + 1
        try:
            await _acquire(semaphore)
            try:
                yield
            finally:
                semaphore.release()
        finally:
            self._users[owner] -= 1
            if not self._users[owner]:
                del self._users[owner], self._places[owner]


async def _acquire(semaphore: asyncio.Semaphore) -> None:
    try:
        async with asyncio.timeout(settings.SHARE_WAIT_SECONDS):
            await semaphore.acquire()
    except TimeoutError as late:
        raise NoPlace from late


_shares: Final = Shares()


@asynccontextmanager
async def share_of_customer(account_id: int, customer_id: int) -> AsyncIterator[None]:
    """Hold a place of a customer and one of its account."""
    async with _shares.place(("customer", customer_id), settings.UPLOADS_PER_CUSTOMER), share_of_account(account_id):
        yield


@asynccontextmanager
async def share_of_account(account_id: int) -> AsyncIterator[None]:
    """Hold a place of an account."""
    async with _shares.place(("account", account_id), CUSTOMERS * settings.UPLOADS_PER_CUSTOMER):
        yield


@asynccontextmanager
async def share_of_judges(account_id: int) -> AsyncIterator[None]:
    """Hold the place of an account for a document that is judged."""
    async with _shares.place(("judges of account", account_id), JUDGED):
        yield


@asynccontextmanager
async def share_of_rows(account_id: int, customer_id: int) -> AsyncIterator[None]:
    """Hold a place of a customer, and one of its account, for an answer that reads rows while it is sent."""
    customer = _shares.place(("rows of customer", customer_id), READING)
    async with customer, _shares.place(("rows of account", account_id), CUSTOMERS * READING):
        yield
