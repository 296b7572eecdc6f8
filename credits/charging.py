"""Runs credits_charge (credits/sql/charge.sql): one round trip, and no Python between lock and commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from api.request_id import current_request_id
from api.statements import run
from credits.posting import Movement

STATEMENT: Final = """
SELECT ordinal, entry_id, sequence, balance_after, held_after FROM credits_charge(
    %(wallet_ids)s::bigint[], %(amounts)s::bigint[], %(references)s::text[], %(descriptions)s::text[],
    %(customers)s::text[], %(requests)s::text[], %(facts)s::text[]::jsonb[]
)
"""


@dataclass(frozen=True, kw_only=True)
class Charge:
    """One charge that is asked for; ``amount`` in hundredths, above zero."""

    wallet_id: int
    amount: int
    reference: str
    description: str
    customer_id: str = ""
    facts: dict[str, Any] | None = None


def charge_undisputed(charges: Sequence[Charge]) -> dict[int, Movement]:
    """Makes those charges that need no decision; by position in ``charges``. The rest was not touched."""
    request_id = current_request_id.get()
    values = {
        "wallet_ids": [charge.wallet_id for charge in charges],
        "amounts": [charge.amount for charge in charges],
        "references": [charge.reference for charge in charges],
        "descriptions": [charge.description for charge in charges],
        "customers": [charge.customer_id for charge in charges],
        "requests": [request_id] * len(charges),
        "facts": [None if charge.facts is None else orjson.dumps(charge.facts).decode() for charge in charges],
    }
    return {
        ordinal - 1: Movement(entry_id, sequence, charges[ordinal - 1].amount, balance, held)
        for ordinal, entry_id, sequence, balance, held in run(STATEMENT, values)
    }
