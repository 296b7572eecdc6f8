"""Recomputes what must be true of the ledger (docs/architecture.md) from its entries, set by set, in SQL.

Nothing is loaded into this process but the names of wallets that are wrong. Each invariant has its statement in
credits/sql/audit/; it answers the wallets in which it doesn't hold.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction

from api.statements import run, sql_beside
from credits.allocation import HEIR_LIFETIME
from credits.chain import with_line
from credits.models import Side
from credits.models.entry import ROUTES

#: So many of the wallets that break an invariant are named.
NAMED: Final = 10

#: By the name of the invariant, which is its statement's too: what it says.
INVARIANTS: Final = {
    "balance_is_sum": "a wallet's balance is the sum of its entries",
    "held_is_sum": "what is held is the sum of holds, captures and releases",
    "balance_after_continues": "each entry continues the balance and the held amount of the one before",
    "totals_continue": "what was charged and refunded so far continues, and times ascend",
    "sequence_has_no_gap": "entries are numbered from 1 without a gap",
    "routes_are_legal": "each kind of entry moves credits only from and to the sides that it may",
    "sides_sum_to_zero": "what a wallet has is what came from the other sides less what went to them",
    "references_are_unique": "a reference names one movement of a wallet",
    "allocations_match_amount": "an entry's allocations to grants add up to its amount",
    "grants_cover_balance": "what is left of the grants is the balance",
    "grant_remaining_is_explained": "what is left of a grant is what came to it less what left it",
    "grant_amount_was_given": "a grant's amount is that of the entry which made it",
    "draw_is_of_its_grant": "the grant in use is the wallet's own, and its rest lies in one place",
    "heirs_live_once": "what came back from an expired grant lives once more, within the grace",
    "returns_go_back": "refunds and releases go back to the grants that were taken from, or to their heirs",
    "refunds_within_charges": "refunds of a charge add up to no more than it took",
    "reversals_happen_once": "a reversal undoes a grant or an adjustment, all of it, once",
    "holds_match_held": "open holds add up to what is held",
    "holds_settle_once": "a hold is open, or captured once, or released once",
    "holds_know_their_grants": "a hold took its amount from grants, and its capture charged the same",
    "settlements_have_holds": "captures and releases settle a hold of the same wallet",
    "chain_is_unbroken": "each seal is the hash of the seal before it and the entries since",
}

COUNT: Final = (
    "SELECT count(*), (array_agg(wallet_id ORDER BY wallet_id))[1 : %(named)s]"
    " FROM (SELECT DISTINCT wallet_id FROM ({broken}) AS broken) AS wallets"
)


@dataclass(frozen=True)
class Finding:
    """One invariant: in how many wallets it is broken, and the first of them by id."""

    invariant: str
    broken: int
    first_wallets: tuple[int, ...]


@dataclass(frozen=True)
class Report:
    """``totals``: what each side has had, less what it gave, in hundredths; they add up to zero."""

    findings: tuple[Finding, ...]
    totals: dict[str, int]

    @property
    def broken(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.broken]


def audit(wallet_id: int | None = None) -> Report:
    """Every invariant, of one wallet or of all. Beside live traffic call it within ``snapshot``."""
    findings = tuple(_check(name, wallet_id) for name in INVARIANTS)
    totals = run(sql_beside(__file__, "totals_by_side.sql"), {"wallet": wallet_id, "sides": Side.values})
    return Report(findings, {side: int(total) for side, total in totals})


@contextmanager
def snapshot() -> Iterator[None]:
    """A transaction whose statements all see the database as it was at one moment. It locks nothing."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _check(name: str, wallet_id: int | None) -> Finding:
    values: dict[str, Any] = {"wallet": wallet_id, "routes": _routes(), "grace": HEIR_LIFETIME, "named": NAMED}
    ((broken, first),) = run(COUNT.replace("{broken}", with_line(sql_beside(__file__, f"audit/{name}.sql"))), values)
    return Finding(name, broken, tuple(first or ()))


def _routes() -> list[str]:
    return [":".join((kind, *sides)) for kind, routes in ROUTES.items() for sides in routes]
