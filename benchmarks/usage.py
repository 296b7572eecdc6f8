"""GET /usage/summary of one large partner: how long it takes for several ranges, and whether its numbers are right.

    CUSTOMERS=100000 ENTRIES=5000000 python -m benchmarks usage

The target is 200 ms for 100,000 customers and 5 million ledger entries. The rows are written past the ledger, in bulk,
as it would have written them. What each answer says is compared with plain sums over all rows.
"""

import datetime
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from statistics import quantiles
from typing import Any, Final

from django.db import connection
from django.test import Client

from config.demo import load_demo
from credits.models import Wallet
from errors_docs.surfaces import PARTNER
from partners.models import Tier
from partners.modes import LIVE

TARGET_MS: Final = 200
#: The entries are spread over this year, several in each second that has any.
FIRST: Final = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
DAYS: Final = 365
STEP_SECONDS: Final = 20

#: Of a hundred customers 2 are suspended, 4 are deleted and 5 have not paid; every third uses nothing yet.
CUSTOMERS: Final = """
WITH customer AS (
    INSERT INTO customers_customer
        (public_id, account_id, mode, email, name, company_name, phone, language, focus_mode, status, deleted_at)
    SELECT 'pc_' || lpad(n::text, 26, '0'), %(account)s, 'live', n || '@example.com', '', '', '', 'en', 'generic',
        CASE WHEN n %% 50 = 0 THEN 'suspended' WHEN n %% 25 = 1 THEN 'deleted' ELSE 'active' END,
        CASE WHEN n %% 25 = 1 THEN now() END
    FROM generate_series(1, %(customers)s) n
    RETURNING id, status, right(public_id, 26)::bigint AS n
),
subscription AS (
    INSERT INTO customers_subscription (customer_id, plan_id, status, seats, ai_lens_medical, add_ons, cost,
        prices, period_number, revision, period_start, period_end, anchor, is_paid)
    SELECT c.id, plan.id, CASE WHEN n %% 20 = 3 THEN 'past_due' ELSE 'active' END, 1, false, '{}', plan.price,
        '{}', 1, 0, now(), now() + interval '1 month', now(), true
    FROM customer c, credits_plan plan WHERE plan.slug = 'starter'
)
INSERT INTO customers_usage (customer_id, storage_bytes, devices, files, studies, reports)
SELECT id, n * 1000003, n %% 7, n %% 1009, n %% 31, n %% 5 FROM customer WHERE n %% 3 <> 0
"""
#: The wallet has its grant as entry 1. Nine of ten entries charge, the tenth refunds a part of what the last one did.
ENTRIES: Final = """
INSERT INTO credits_entry (wallet_id, sequence, kind, source, destination, amount, balance_after, held_after,
    charged_after, refunded_after, reference, description, customer_id, request_id, allocations, created_at)
SELECT %(wallet)s, n, kind, source, destination, amount,
    %(granted)s - sum(charge) OVER upto + sum(refund) OVER upto, 0, sum(charge) OVER upto, sum(refund) OVER upto,
    'bulk:' || n, 'Starter, 1 seat', 'pc_' || lpad((1 + n %% %(customers)s)::text, 26, '0'), '', '[]',
    %(first)s + interval '1 second' * %(step)s * floor(n * %(spread)s / %(entries)s / %(step)s)
FROM generate_series(2, %(entries)s::bigint) n,
    LATERAL (SELECT n %% 10 = 0 AS refunds, 100 + n %% 4900 AS charged, 1 + n %% 100 AS refunded) made,
    LATERAL (SELECT CASE WHEN refunds THEN 0 ELSE charged END AS charge,
        CASE WHEN refunds THEN refunded ELSE 0 END AS refund) parts,
    LATERAL (SELECT charge + refund AS amount,
        CASE WHEN refunds THEN 'refund' ELSE 'charge' END AS kind,
        CASE WHEN refunds THEN 'revenue' ELSE 'available' END AS source,
        CASE WHEN refunds THEN 'available' ELSE 'revenue' END AS destination) movement
WINDOW upto AS (ORDER BY n)
"""
WALLET: Final = """
UPDATE credits_wallet w SET entries = e.sequence, balance = e.balance_after, charged = e.charged_after,
    refunded = e.refunded_after, draw_left = e.balance_after
FROM credits_entry e WHERE e.wallet_id = w.id AND w.id = %(wallet)s AND e.sequence = %(entries)s
"""
#: The grant is older than the first movement, and large enough for them all.
GRANT: Final = """
UPDATE credits_entry SET created_at = %(first)s, balance_after = %(granted)s, amount = %(granted)s
WHERE wallet_id = %(wallet)s
"""
GRANTED: Final = 10**13

MOVED: Final = """
SELECT coalesce(sum(amount) FILTER (WHERE kind IN ('charge', 'capture')), 0)::bigint,
    coalesce(sum(amount) FILTER (WHERE kind = 'refund'), 0)::bigint
FROM credits_entry
WHERE wallet_id = %(wallet)s AND created_at >= coalesce(%(start)s::timestamptz, '-infinity')
    AND created_at < coalesce(%(end)s::timestamptz, 'infinity')
"""
HELD: Final = """
SELECT count(*), count(*) FILTER (WHERE c.status = 'active' AND s.status <> 'past_due'),
    count(*) FILTER (WHERE c.status = 'active' AND s.status = 'past_due'),
    count(*) FILTER (WHERE c.status = 'suspended'),
    coalesce(sum(u.storage_bytes), 0)::bigint, coalesce(sum(u.devices), 0), coalesce(sum(u.files), 0),
    coalesce(sum(u.studies), 0), coalesce(sum(u.reports), 0)
FROM customers_customer c JOIN customers_subscription s ON s.customer_id = c.id
LEFT JOIN customers_usage u ON u.customer_id = c.id
WHERE c.account_id = %(account)s AND c.mode = 'live' AND c.status <> 'deleted'
"""


@dataclass(frozen=True)
class Range:
    """What is asked for; None leaves a side open."""

    name: str
    start: datetime.datetime | None = None
    end: datetime.datetime | None = None

    @property
    def query(self) -> dict[str, str]:
        bounds = {"from": self.start, "to": self.end}
        return {name: moment.isoformat() for name, moment in bounds.items() if moment is not None}


def day(number: int) -> datetime.datetime:
    """The beginning of a day, counted from the first entry's."""
    return FIRST + datetime.timedelta(days=number)


RANGES: Final = (
    Range("everything"),
    Range("one month", day(100), day(130)),
    Range("one day", day(200), day(201)),
    Range("from a moment of entries to the next", day(50), day(50) + datetime.timedelta(seconds=STEP_SECONDS)),
    Range("half of it, and open", day(180)),
    Range("all but the last day", None, day(DAYS - 1)),
    Range("before the first entry", day(-30), day(-1)),
)


def main(quick: bool) -> None:
    """A line for each range. Raises SystemExit if a number is wrong or the target is missed."""
    usual = (10_000, 100_000, 20) if quick else (100_000, 1_000_000, 100)
    customers, entries, calls = (
        int(os.environ.get(name, size)) for name, size in zip(("CUSTOMERS", "ENTRIES", "CALLS"), usual, strict=True)
    )
    wallet, key = seed(customers, entries)
    client = Client(headers={"Authorization": f"Bearer {key}"}, SERVER_NAME="localhost")
    print(f"  {customers:,} customers, {entries:,} entries, {calls} calls for each range")
    slowest = 0.0
    for asked in RANGES:
        least, typical, worst = timed(partial(ask, client, asked), calls)
        print(f"  {asked.name:38} least {least:5.1f} ms   p50 {typical:6.1f} ms   p99 {worst:6.1f} ms")
        if ask(client, asked) != expected(wallet, asked):
            raise SystemExit(f"wrong: {ask(client, asked)} instead of {expected(wallet, asked)}")
        slowest = max(slowest, worst)
    print(
        f"all numbers are right; target: {TARGET_MS} ms, slowest p99 {slowest:.1f} ms, ratio {TARGET_MS / slowest:.2f}"
    )
    if slowest > TARGET_MS:
        raise SystemExit(1)


def seed(customers: int, entries: int) -> tuple[Wallet, str]:
    """The wallet and the key of a partner with so many customers and entries."""
    key = load_demo({}).live_key
    Tier.objects.update(requests_per_minute=100_000)
    wallet = Wallet.objects.get(account__kind=PARTNER.account_kind, mode=LIVE)
    values: dict[str, Any] = {"account": wallet.account_id, "wallet": wallet.pk, "granted": GRANTED, "first": FIRST}
    values |= {"customers": customers, "entries": entries, "step": STEP_SECONDS, "spread": DAYS * 24 * 3600}
    with connection.cursor() as cursor:
        # Rows as the ledger wrote them need neither its triggers nor the foreign keys' checks.
        cursor.execute("SET session_replication_role = replica")
        for statement in (CUSTOMERS, GRANT, ENTRIES, WALLET):
            cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")
    wallet.refresh_from_db()
    return wallet, key


def ask(client: Client, asked: Range) -> Mapping[str, Any]:
    """The answer's data. Raises SystemExit on a refusal."""
    response = client.get(f"{PARTNER.base_path}/usage/summary", asked.query)
    if response.status_code != 200:
        raise SystemExit(response.content.decode())
    found: Mapping[str, Any] = response.json()["data"]
    return {name: value for name, value in found.items() if not name.startswith("range")}


def expected(wallet: Wallet, asked: Range) -> Mapping[str, Any]:
    """The same data by plain sums over all rows."""
    charged, refunded = row(MOVED, wallet=wallet.pk, start=asked.start, end=asked.end)
    total, active, past_due, suspended, storage, devices, files, studies, reports = row(HELD, account=wallet.account_id)
    moved = {"charged": charged, "refunded": refunded, "net": charged - refunded}
    return {
        "credits": {name: amount / 100 for name, amount in moved.items()},
        "customers": {"total": total, "active": active, "pastDue": past_due, "suspended": suspended},
        "storageUsedBytes": storage,
        "devices": devices,
        "files": files,
        "studies": studies,
        "reports": reports,
    }


def row(statement: str, **values: Any) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        (found,) = cursor.fetchall()
    return tuple(found)


def timed(call: Callable[[], object], calls: int) -> tuple[float, float, float]:
    """The least, p50 and p99 of so many calls, in milliseconds; a few before them warm up."""
    for _ in range(3):
        call()
    latencies = []
    for _ in range(calls):
        began = time.perf_counter()
        call()
        latencies.append((time.perf_counter() - began) * 1000)
    cuts = quantiles(latencies, n=100, method="inclusive")
    return min(latencies), cuts[49], cuts[98]
