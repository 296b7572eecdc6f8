"""A day on which every subscription is due: 100,000 of them, or 10,000 for a quick run.

The limit is one raw statement for each batch of as many, on tables with nothing but what it needs: it claims what is
due, moves it on by a month, takes the sums from the wallets and writes an entry each. It knows no refusals.

A partner has a tenth of the subscriptions, the others a hundred each; the wallet of every fiftieth pays for 40 of its
hundred. On the first day one process renews all. On the next a process is killed with SIGKILL when a third is done,
and another goes on. Then every period that could be paid must have been charged exactly once.
"""

import datetime
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

import psycopg
from django.db import connection

from benchmarks.rounds import conclude
from credits import ledger
from credits.audit import audit
from credits.models import GrantKind
from credits.posting import Note
from credits.wallets import open_wallets
from customers import renewals
from partners.models import Account
from partners.modes import LIVE

ROOT: Final = Path(__file__).resolve().parent.parent
PRICE: Final = 10_00
SMALL_PARTNER: Final = 100
POOR_ONE_IN: Final = 50
POOR_PAYS_FOR: Final = 40
#: The day on which all are due, and the next one: counted from the 31st, the last of February.
DAYS: Final = ("2026-01-31T03:00:00+00:00", "2026-02-28T03:00:00+00:00")
PARTNERS: Final = """
WITH tier AS (
    INSERT INTO partners_tier (slug, name, discount_percent, may_sell, requests_per_minute)
    VALUES ('bench', 'Bench', 0, true, 120) RETURNING id
),
account AS (
    INSERT INTO partners_account (public_id, kind, name, status)
    SELECT 'acc_' || n, 'partner', 'Partner ' || n, 'active' FROM generate_series(0, %(partners)s - 1) n
    RETURNING id
)
INSERT INTO partners_partner (account_id, tier_id, contact_email) SELECT account.id, tier.id, '' FROM account, tier
"""
PLAN: Final = """
INSERT INTO credits_plan (slug, name, description, is_active, open_to_all, period, price, ai_lens_medical_price,
    included_storage_gb, included_servers, included_databases, included_workspaces, position)
VALUES ('bench', 'Bench', '', true, true, 'month', %(price)s, 0, 0, 0, 0, 1, 0)
"""
#: The first tenth belongs to partner 0, the rest to one small partner after the other.
CUSTOMERS: Final = """
WITH numbered AS (
    SELECT n, CASE WHEN n < %(large)s THEN 0 ELSE 1 + (n - %(large)s) / %(small)s END AS partner
    FROM generate_series(0, %(subscriptions)s - 1) n
),
customer AS (
    INSERT INTO customers_customer
        (public_id, account_id, mode, email, name, company_name, phone, language, focus_mode, status)
    SELECT 'pc_' || lpad(n::text, 26, '0'), a.id, 'live', n || '@example.com', '', '', '', 'en', 'generic', 'active'
    FROM numbered JOIN partners_account a ON a.public_id = 'acc_' || partner
    RETURNING id
),
organization AS (
    INSERT INTO customers_organization (public_id, customer_id, name)
    SELECT 'org_' || lpad(id::text, 26, '0'), id, 'Organization' FROM customer
)
INSERT INTO customers_subscription (customer_id, plan_id, status, seats, ai_lens_medical, add_ons, cost, prices,
    period_number, revision, period_start, period_end, anchor, is_paid, next_charge_at)
SELECT customer.id, plan.id, 'active', 1, false, '{}', %(price)s, '{}', 1, 0,
    %(day)s::timestamptz - interval '1 month', %(day)s::timestamptz, %(anchor)s::timestamptz, true, %(day)s::timestamptz
FROM customer, credits_plan plan
"""
LEAST_TABLES: Final = """
CREATE TABLE least_wallet (id bigint PRIMARY KEY, balance bigint NOT NULL CHECK (balance >= 0)) WITH (fillfactor = 50);
CREATE TABLE least_subscription (id bigint PRIMARY KEY, wallet_id bigint NOT NULL, cost bigint NOT NULL,
    period int NOT NULL, next_charge_at timestamptz);
CREATE TABLE least_entry (wallet_id bigint NOT NULL, reference text NOT NULL, amount bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(), UNIQUE (wallet_id, reference));
INSERT INTO least_wallet SELECT id, 10::bigint ^ 15 FROM credits_wallet;
INSERT INTO least_subscription SELECT s.id, w.id, s.cost, 1, s.next_charge_at
    FROM customers_subscription s JOIN customers_customer c ON c.id = s.customer_id
    JOIN credits_wallet w ON w.account_id = c.account_id AND w.mode = c.mode;
CREATE INDEX ON least_subscription (next_charge_at);
"""
LEAST_BATCH: Final = """
WITH due AS MATERIALIZED (
    SELECT id, wallet_id, cost, period FROM least_subscription WHERE next_charge_at <= %(day)s
    ORDER BY next_charge_at LIMIT %(batch)s FOR NO KEY UPDATE SKIP LOCKED
),
moved AS (
    UPDATE least_subscription s SET period = s.period + 1, next_charge_at = s.next_charge_at + interval '1 month'
    FROM due WHERE s.id = due.id
),
paid AS (
    UPDATE least_wallet w SET balance = w.balance - due.total
    FROM (SELECT wallet_id, sum(cost)::bigint AS total FROM due GROUP BY wallet_id) due WHERE w.id = due.wallet_id
),
written AS (
    INSERT INTO least_entry (wallet_id, reference, amount) SELECT wallet_id, id || ':' || period, cost FROM due
)
SELECT count(*) FROM due
"""
DONE: Final = "SELECT count(*) FROM customers_subscription WHERE period_number >= 3"
CHARGES: Final = """
SELECT split_part(reference, ':', 3), count(*), count(DISTINCT reference)
FROM credits_entry WHERE kind = 'charge' GROUP BY 1 ORDER BY 1
"""


def main(quick: bool) -> None:
    """The limit, two days, and what was charged; the ratio is the first day's. SystemExit if a charge is wrong."""
    count = 10_000 if quick else 100_000
    fill(count)
    least = least_rate(count)
    first = _finished(_start(DAYS[0]))
    _show("first day", first)
    _kill_when(count // 3, _start(DAYS[1]))
    _show("next day, resumed", _finished(_start(DAYS[1])))
    _verify(count)
    conclude({"renewals": first["renewed"] / first["seconds"] / least})


def fill(count: int) -> None:
    """So many subscriptions that are due on the first day, and credits for two days."""
    large = count // 10
    values: dict[str, int | str] = {"large": large, "small": SMALL_PARTNER, "subscriptions": count, "price": PRICE}
    values["day"], values["anchor"] = DAYS[0], "2025-12-31T03:00:00+00:00"
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute(PARTNERS, {"partners": 1 + _small_partners(count)})
        cursor.execute(PLAN, {"price": PRICE})
        cursor.execute(CUSTOMERS, values)
        for number, account in enumerate(Account.objects.order_by("id")):
            poor = number > 0 and number % POOR_ONE_IN == 0
            _give(account, PRICE * (POOR_PAYS_FOR if poor else 3 * max(large, SMALL_PARTNER)))
        cursor.execute(LEAST_TABLES)
        cursor.execute("SET synchronous_commit = on")
        cursor.execute("VACUUM ANALYZE")


def least_rate(count: int) -> float:
    """Subscriptions a second, by the raw statement."""
    values = {"day": DAYS[0], "batch": renewals.BATCH}
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as raw:
        began = time.perf_counter()
        while raw.execute(LEAST_BATCH, values, prepare=True).fetchall() != [(0,)]:
            pass
        seconds = time.perf_counter() - began
    print(f"  {'limit':20} {count:9,} in {seconds:5.1f} s, {count / seconds:7,.0f} a second", flush=True)
    return count / seconds


def renew(day: str) -> None:
    """What a process of its own does: renews what is due on a day, and prints how it went as JSON."""
    at_first, began = _peak_mib(), time.perf_counter()
    renewed = renewals.renew_due(datetime.datetime.fromisoformat(day))
    seconds = time.perf_counter() - began
    print(json.dumps({"renewed": renewed, "seconds": seconds, "mib_at_first": at_first, "mib": _peak_mib()}))


def _start(day: str) -> "subprocess.Popen[str]":
    code = f"from benchmarks import renewals; renewals.renew({day!r})"
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _finished(process: "subprocess.Popen[str]") -> dict[str, Any]:
    said, _ = process.communicate()
    found: dict[str, Any] = json.loads(said)
    return found


def _kill_when(done: int, process: "subprocess.Popen[str]") -> None:
    while _rows(DONE)[0][0] < done:
        time.sleep(0.02)
    process.kill()
    process.communicate()
    print(f"  {'next day, killed':20} {_rows(DONE)[0][0]:9,}", flush=True)


def _show(name: str, run: dict[str, Any]) -> None:
    rate = run["renewed"] / run["seconds"]
    print(
        f"  {name:20} {run['renewed']:9,} in {run['seconds']:5.1f} s, {rate:7,.0f} a second,"
        f" {run['mib']:.0f} MiB at most, {run['mib_at_first']:.0f} MiB before",
        flush=True,
    )


def _verify(count: int) -> None:
    poor = _small_partners(count) // POOR_ONE_IN
    paid = [count - poor * (SMALL_PARTNER - POOR_PAYS_FOR), count - poor * SMALL_PARTNER]
    found, broken = _rows(CHARGES), [finding.invariant for finding in audit().broken]
    print(f"  charges by period, and distinct ones: {found}; audit: {', '.join(broken) or 'clean'}")
    if found != [("p2", paid[0], paid[0]), ("p3", paid[1], paid[1])] or broken:
        raise SystemExit(f"expected {paid} charges, each once, and a clean audit")


def _small_partners(count: int) -> int:
    return -(-(count - count // 10) // SMALL_PARTNER)


def _give(account: Account, amount: int) -> None:
    open_wallets(account)
    wallet = account.wallets.get(mode=LIVE)
    note = Note(reference="bought", description="Bought")
    ledger.grant(wallet_id=wallet.pk, amount=amount, kind=GrantKind.PURCHASED, note=note)


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _peak_mib() -> float:
    """The most memory that this process has had in RAM; Linux counts it in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
