"""The sender inside the test's process, on the test's database, and endpoints to send to."""

import asyncio
import datetime
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import aiodns
from django.db.models import F
from django.utils import timezone

from partners.models import Account
from partners.modes import LIVE
from tests.waiting import eventually
from webhooks.endpoints import IssuedSecret, Owner, create_endpoint
from webhooks.models import Delivery, Endpoint
from webhooks.outbox import record
from webhooks.post import open_session
from webhooks.sender import Sender

CUSTOMER = {"customer": {"id": "pc_1", "email": "ada@example.com"}}


@contextmanager
def sending(name_server: int | None = None) -> Iterator[None]:
    """A sender that runs beside the test. ``name_server``: the UDP port on loopback that it asks for names."""
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    failures: list[BaseException] = []

    async def run() -> None:
        resolver = None if name_server is None else aiodns.DNSResolver(["127.0.0.1"], udp_port=name_server, timeout=1)
        async with open_session(resolver) as session:
            await Sender(session).run(stop)

    def work() -> None:
        try:
            loop.run_until_complete(run())
        except BaseException as failure:
            failures.append(failure)
        finally:
            loop.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(60)
    assert not thread.is_alive()
    for failure in failures:
        raise failure


def listen(account: Account, url: str, *event_types: str, mode: str = LIVE) -> IssuedSecret:
    """A new endpoint of an account."""
    return create_endpoint(owner=Owner(account.pk, mode), url=url, event_types=event_types)


def happen(account: Account, type: str = "customer.created", mode: str = LIVE) -> str:
    """An event; its id."""
    return record(account_id=account.pk, mode=mode, type=type, data=CUSTOMER).public_id


def settled(endpoint: Endpoint, count: int = 1) -> list[Delivery]:
    """The endpoint's deliveries, once so many of them have had an attempt more than before."""
    mine = Delivery.objects.filter(endpoint=endpoint).order_by("pk")
    eventually(lambda: sum(mine.values_list("attempt_count", flat=True)) >= count)
    return list(mine.all().prefetch_related("attempts"))


def let_time_pass(endpoint: Endpoint, **time_passed: float) -> None:
    """As if so much time had passed for an endpoint and its deliveries."""
    past = datetime.timedelta(**time_passed)
    Delivery.objects.filter(endpoint=endpoint, status="pending").update(next_attempt_at=F("next_attempt_at") - past)
    Endpoint.objects.filter(pk=endpoint.pk, failing_since__isnull=False).update(failing_since=F("failing_since") - past)
    Endpoint.objects.filter(pk=endpoint.pk, due_at__isnull=False).update(due_at=F("due_at") - past)


def fresh(endpoint: Endpoint) -> Endpoint:
    """As the database has it now."""
    return Endpoint.objects.get(pk=endpoint.pk)


def now() -> datetime.datetime:
    return timezone.now()
