"""A burst of 10,000 events to 1,000 endpoints of which 100 hang (a quick run: 2,000 events to 200, of which 20 hang).

Each endpoint is an account's own. The healthy ones get the burst in transactions of 100 events, one after the other as
fast as the database takes them; each hanging one gets as many events as a healthy one. Two senders, a receiver, the
writer and PostgreSQL share the machine. Then a trickle of events shows what a single one waits. Measured is the time
from the return of the commit to the arrival of the whole request at the receiver. The limit is 5 s for 99 of 100.
"""

import datetime
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

from django.db import connection

from partners.sealing import WEBHOOK_SECRETS, seal
from webhooks.event_types import CustomerFacts, CustomerUpdated
from webhooks.models import Delivery, Endpoint
from webhooks.outbox import Happening, record_events
from webhooks.signing import new_secret

ROOT: Final = Path(__file__).resolve().parent.parent
SENDERS: Final = int(os.environ.get("SENDERS", "2"))
LIMIT_SECONDS: Final = 5.0
IN_A_TRANSACTION: Final = 100
ONE_IN: Final = 10
TRICKLE: Final = 300
FACTS: Final = CustomerFacts(
    "pc_1", "ada@example.com", "Ada", "Example", "active", "org_1", datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)
)
ACCOUNTS: Final = """
INSERT INTO partners_account (public_id, kind, name, status)
SELECT 'acc_' || n, 'partner', 'Partner ' || n, 'active' FROM generate_series(1, %s) n RETURNING id
"""


class Child:
    """A process that speaks in lines."""

    def __init__(self, *words: str) -> None:
        pipe = subprocess.PIPE
        environment = {**os.environ, "WEBHOOKS_ALLOW_PRIVATE": "true"}
        self.process = subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True
        )

    def ask(self, line: str) -> Any:
        """The JSON that it answers to a line."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.hear()

    def hear(self) -> Any:
        """The next line that it says."""
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def end(self) -> None:
        self.process.terminate()
        self.process.communicate()


def main(quick: bool) -> None:
    """The burst, then the trickle. SystemExit if an event is missing or the burst is too slow."""
    endpoints, events = (200, 2_000) if quick else (1_000, 10_000)
    receiver = Child("-m", "benchmarks.webhook_receiver")
    healthy, hanging = fill(endpoints, *receiver.hear())
    senders = [Child("manage.py", "send_webhooks") for _ in range(SENDERS)]
    warm_up(receiver, healthy)
    committed = burst(healthy, hanging, events)
    waited = waits(receiver, committed)
    show(f"burst of {events:,}", waited)
    show("one by one", waits(receiver, trickle(healthy)))
    hung = Delivery.objects.filter(endpoint__account__in=hanging, attempt_count=0).count()
    print(f"  {len(hanging)} hanging endpoints meanwhile: {hung:,} deliveries still wait for their first attempt")
    for child in (receiver, *senders):
        child.end()
    p99 = waited[int(len(waited) * 0.99)]
    print(f"  p99 of the burst / limit = {p99 / LIMIT_SECONDS:.2f}")
    if p99 > LIMIT_SECONDS:
        raise SystemExit(1)


def fill(count: int, answering: int, hanging: int) -> tuple[list[int], list[int]]:
    """So many accounts with an endpoint each, the healthy ones and those whose server hangs."""
    with connection.cursor() as cursor:
        cursor.execute(ACCOUNTS, [count])
        accounts = [row[0] for row in cursor.fetchall()]
    sealed = seal(new_secret().encode(), WEBHOOK_SECRETS)
    hang = set(accounts[::ONE_IN])
    Endpoint.objects.bulk_create(
        Endpoint(
            account_id=account,
            mode="live",
            url=f"http://127.0.0.1:{hanging if account in hang else answering}/{account}",
            secret=sealed,
        )
        for account in accounts
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return [account for account in accounts if account not in hang], sorted(hang)


def warm_up(receiver: Child, healthy: list[int]) -> None:
    """Waits until the senders send."""
    send(healthy[:10])
    while receiver.ask("count") < 10:
        time.sleep(0.05)


def burst(healthy: list[int], hanging: list[int], events: int) -> dict[str, float]:
    """The time at which each healthy event was committed, by its id."""
    everybody, hang = sorted([*healthy, *hanging]), set(hanging)
    total = -(-events * len(everybody) // len(healthy))
    committed: dict[str, float] = {}
    began = time.time()
    for first in range(0, total, IN_A_TRANSACTION):
        accounts = [everybody[number % len(everybody)] for number in range(first, min(first + IN_A_TRANSACTION, total))]
        sent = send(accounts)
        committed |= {
            event: moment
            for account, (event, moment) in zip(accounts, sent.items(), strict=True)
            if account not in hang
        }
    print(f"  {total:,} events were committed in {time.time() - began:.2f} s", flush=True)
    return committed


def trickle(healthy: list[int]) -> dict[str, float]:
    """An event every 20 ms."""
    committed: dict[str, float] = {}
    for number in range(TRICKLE):
        committed |= send([healthy[number % len(healthy)]])
        time.sleep(0.02)
    return committed


def send(accounts: list[int]) -> dict[str, float]:
    """Events of one transaction: the commit's time by the id of each."""
    ids = record_events([Happening(account, "live", CustomerUpdated(FACTS)) for account in accounts])
    return dict.fromkeys(ids, time.time())


def waits(receiver: Child, committed: dict[str, float]) -> list[float]:
    """The seconds that each event took, ascending. SystemExit if one doesn't arrive within two minutes."""
    deadline = time.monotonic() + 120
    while not committed.keys() <= (arrived := receiver.ask("dump")).keys():
        if time.monotonic() > deadline:
            raise SystemExit(f"{len(committed.keys() - arrived.keys())} events did not arrive")
        time.sleep(0.5)
    return sorted(arrived[event] - moment for event, moment in committed.items())


def show(name: str, seconds: list[float]) -> None:
    p50, p99 = seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.99)]
    print(
        f"  {name:20} {len(seconds):7,} events: p50 {p50:6.3f} s, p99 {p99:6.3f} s, last {seconds[-1]:6.3f} s",
        flush=True,
    )
