"""Whether a charge and the last page of the history stay as fast while the ledger grows a thousandfold.

Two databases of one server: one wallet with a thousand entries in the one, with a million in the other.
"""

import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final

import psycopg
from django.db import connection

from benchmarks.callers import Callers, callers
from benchmarks.charge import seed
from benchmarks.database import fresh_database
from benchmarks.rounds import compare, conclude, show
from credits import ledger
from credits.history import history
from credits.ledger import Charge
from credits.models import Wallet
from credits.wallets import WalletState

SMALL: Final = 1_000
LARGE: Final = 1_000_000
PAGE: Final = 50
#: Charges of 1.00 as credits_charge_one would have written them, after the wallet's only entry, its grant.
ENTRIES: Final = """
INSERT INTO credits_entry (
    wallet_id, sequence, kind, source, destination, amount, balance_after, held_after, charged_after, refunded_after,
    reference, description, customer_id, request_id, allocations, created_at
)
SELECT
    w.id, 1 + n, 'charge', 'available', 'revenue', 100, w.balance - 100 * n, 0, 100 * n, 0,
    'bulk:' || n, 'A benchmark', 'pc_' || n %% 1000, '', jsonb_build_array(jsonb_build_array(w.draw_grant_id, 100)),
    clock_timestamp()
FROM credits_wallet w, generate_series(1, %(count)s - 1) AS n
WHERE w.id = %(wallet)s
ORDER BY n
"""
SUMS: Final = """
UPDATE credits_wallet
SET balance = balance - 100 * (%(count)s - 1), draw_left = draw_left - 100 * (%(count)s - 1),
    charged = 100 * (%(count)s - 1), entries = %(count)s
WHERE id = %(wallet)s
"""


def main(quick: bool) -> None:
    """A line for each of both; the ratio is the speed at a million entries by that at a thousand."""
    (wallet_id,) = seed(1)
    rounds, seconds = (3, 0.5) if quick else (9, 1.0)
    ratios = {}
    with _databases(wallet_id) as (small, large), _caller(small) as few, _caller(large) as many:
        for name in ("charge", "last_page"):
            calls = [
                partial(crowd.measure, f"benchmarks.growth:{name}", arguments=(wallet_id,), callers=1, seconds=seconds)
                for crowd in (few, many)
            ]
            row = compare(name.replace("_", " "), *calls, rounds=rounds)
            show(row, "calls/s")
            ratios[name] = row.ratio
    print(f"  limit: {SMALL:,} entries, ours: {LARGE:,}")
    conclude(ratios)


@contextmanager
def charge(wallet_id: int, caller: str) -> Iterator[Callable[[], object]]:
    """A call that charges the wallet."""
    references = map(f"{caller}:{{}}".format, itertools.count())
    yield lambda: ledger.charge(
        Charge(wallet_id=wallet_id, amount=1_00, reference=next(references), description="A benchmark")
    )
    connection.close()


@contextmanager
def last_page(wallet_id: int, caller: str) -> Iterator[Callable[[], object]]:
    """A call that reads the oldest page of the wallet's history."""
    wallet = Wallet.objects.get(pk=wallet_id)
    state = WalletState(wallet.pk, wallet.balance, wallet.held, wallet.entries)
    yield partial(history, state, page=-(-wallet.entries // PAGE), limit=PAGE)
    connection.close()


@contextmanager
def _databases(wallet_id: int) -> Iterator[tuple[str, str]]:
    """The addresses of the small and of the large database."""
    connection.close()
    small = os.environ["DATABASE_URL"]
    with fresh_database(small, template=True) as large:
        for url, count in ((small, SMALL), (large, LARGE)):
            _fill(url, wallet_id, count)
        yield small, large


def _fill(url: str, wallet_id: int, count: int) -> None:
    with psycopg.connect(url, autocommit=True) as raw:
        raw.execute("SET synchronous_commit = off")
        for statement in (ENTRIES, SUMS):
            raw.execute(statement, {"wallet": wallet_id, "count": count})
        raw.execute("VACUUM ANALYZE")


@contextmanager
def _caller(url: str) -> Iterator[Callers]:
    """A process that is connected there."""
    here, os.environ["DATABASE_URL"] = os.environ["DATABASE_URL"], url
    try:
        with callers(1) as crowd:
            yield crowd
    finally:
        os.environ["DATABASE_URL"] = here
