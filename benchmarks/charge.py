"""``ledger.charge`` with grants that expire, beside the least that a charge can be.

The limit is raw psycopg and one prepared statement in autocommit: a guarded UPDATE and an INSERT in one CTE, on two
tables with nothing but what the statement needs. It refuses what isn't there and a reference that was used, and that
is all; it knows no grants, no holds, no second side and no audit.
"""

import datetime
import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Final

import psycopg
from django.db import connection
from django.utils import timezone

from benchmarks.callers import callers
from benchmarks.rounds import compare, conclude, show
from credits import ledger
from credits.audit import audit
from credits.ledger import Charge, Note
from credits.models import GrantKind, Wallet
from credits.wallets import open_wallets
from errors_docs.surfaces import PARTNER
from partners.models import Account
from partners.modes import LIVE

PROCESSES: Final = 2
WALLETS: Final = 1000
PLENTY: Final = 10**12
#: A name for each row, how many callers, and how many wallets they charge.
LOADS: Final = (
    ("1 wallet, 1 caller", 1, 1),
    ("1 wallet, 8 callers", 8, 1),
    ("1 wallet, 32 callers", 32, 1),
    ("1,000 wallets, 32 callers", 32, WALLETS),
)

LEAST_TABLES: Final = """
DROP TABLE IF EXISTS least_wallet, least_entry;
CREATE TABLE least_wallet (id bigint PRIMARY KEY, balance bigint NOT NULL CHECK (balance >= 0)) WITH (fillfactor = 50);
CREATE TABLE least_entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    wallet_id bigint NOT NULL,
    reference text NOT NULL,
    amount bigint NOT NULL,
    balance_after bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (wallet_id, reference)
);
INSERT INTO least_wallet SELECT id, balance FROM credits_wallet;
"""
LEAST_CHARGE: Final = """
WITH moved AS (
    UPDATE least_wallet SET balance = balance - %(amount)s WHERE id = %(wallet)s AND balance >= %(amount)s
    RETURNING id, balance
)
INSERT INTO least_entry (wallet_id, reference, amount, balance_after)
SELECT id, %(reference)s, %(amount)s, balance FROM moved
RETURNING id, balance_after
"""


def main(quick: bool) -> None:
    """A line for each load, and whether the ledger is clean after it all."""
    wallet_ids = seed(WALLETS)
    seconds, rounds = (0.6, 3) if quick else (1.5, 7)
    ratios = {}
    with callers(PROCESSES) as crowd:
        for name, count, wallets in LOADS:
            load = partial(crowd.measure, arguments=(wallet_ids[:wallets],), callers=count, seconds=seconds)
            limit, charges = partial(load, "benchmarks.charge:least"), partial(load, "benchmarks.charge:ours")
            row = compare(name, limit, charges, rounds=rounds)
            show(row, "charges/s")
            ratios[name] = row.ratio
    broken = [finding.invariant for finding in audit().broken]
    print(f"  audit of {Wallet.objects.count():,} wallets: {', '.join(broken) or 'clean'}")
    conclude(ratios)


def seed(count: int) -> list[int]:
    """So many wallets, each with a grant that expires in a year, in the ledger and in the least tables; their ids."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        wallet_ids = [_wallet(number) for number in range(count)]
        cursor.execute(LEAST_TABLES)
        cursor.execute("SET synchronous_commit = on")
        cursor.execute("VACUUM ANALYZE")
    return wallet_ids


@contextmanager
def ours(wallet_ids: Sequence[int], caller: str) -> Iterator[Callable[[], object]]:
    """A call that charges the next wallet through the ledger."""
    wallets, references = order_of(wallet_ids, caller)

    def call() -> object:
        asked = Charge(wallet_id=next(wallets), amount=1_00, reference=next(references), description="A benchmark")
        return ledger.charge(asked)

    yield call
    connection.close()


@contextmanager
def least(wallet_ids: Sequence[int], caller: str) -> Iterator[Callable[[], object]]:
    """A call that charges the next wallet by the one raw statement."""
    wallets, references = order_of(wallet_ids, caller)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as raw, raw.cursor() as cursor:

        def call() -> object:
            values = {"wallet": next(wallets), "amount": 1_00, "reference": next(references)}
            return cursor.execute(LEAST_CHARGE, values, prepare=True).fetchone()

        yield call


def order_of(wallet_ids: Sequence[int], caller: str) -> tuple[Iterator[int], Iterator[str]]:
    """The wallets in turn, from a place of the caller's own on, and references that nobody else uses."""
    first = int(caller, 16) % len(wallet_ids)
    return itertools.cycle([*wallet_ids[first:], *wallet_ids[:first]]), map(f"{caller}:{{}}".format, itertools.count())


def _wallet(number: int) -> int:
    account = Account.objects.create(kind=PARTNER.account_kind, name=f"Partner {number}")
    open_wallets(account)
    wallet = Wallet.objects.get(account=account, mode=LIVE)
    note = Note(reference="bought", description="Bought")
    ends = timezone.now() + datetime.timedelta(days=365)
    ledger.grant(wallet_id=wallet.pk, amount=PLENTY, kind=GrantKind.PURCHASED, note=note, expires_at=ends)
    return wallet.pk
