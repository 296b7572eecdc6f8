"""Runs credits/sql/charge.sql: the common charge in one round trip, no Python between lock and commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from psycopg.types.numeric import Int8

from api.request_id import current_request_id
from api.statements import run
from credits.posting import Movement

#: Numbers are sent as bigint whatever their size: a statement is prepared once for each combination of types.
CHARGE_ONE: Final = """
SELECT credits_charge_one(
    %(wallet_id)s, %(amount)s, %(reference)s, %(description)s, %(customer_id)s, %(request_id)s, %(facts)s::jsonb
)
"""
CHARGE_MANY: Final = """
SELECT ordinal, entry_id, sequence, balance_after, held_after FROM credits_charge_many(
    %(wallet_ids)s::bigint[], %(amounts)s::bigint[], %(references)s::text[], %(descriptions)s::text[],
    %(customers)s::text[], %(requests)s::text[], %(facts)s::text[]::jsonb[]
)
"""


@dataclass(frozen=True, kw_only=True)
class Charge:
    """One charge that is asked for; ``amount`` in hundredths, above zero, or ValueError."""

    wallet_id: int
    amount: int
    reference: str
    description: str
    customer_id: str = ""
    facts: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        # The ledger refuses it too, but a whole batch with it.
        if self.amount <= 0:
            raise ValueError(f"{self.reference}: a charge of {self.amount}")


def charge_undisputed(charges: Sequence[Charge]) -> dict[int, Movement]:
    """Makes those charges that need no decision; by position in ``charges``. The rest was not touched."""
    if len(charges) == 1:
        made = charge_one_undisputed(charges[0])
        return {} if made is None else {0: made}
    return _charge_many(charges)


def charge_one_undisputed(charge: Charge) -> Movement | None:
    """Makes a charge that needs no decision. None if it needs one: then nothing was touched."""
    values = {
        "wallet_id": Int8(charge.wallet_id),
        "amount": Int8(charge.amount),
        "reference": charge.reference,
        "description": charge.description,
        "customer_id": charge.customer_id,
        "request_id": current_request_id.get(),
        "facts": _text(charge.facts),
    }
    ((made,),) = run(CHARGE_ONE, values)
    if made is None:
        return None
    entry_id, sequence, balance, held = made
    return Movement(entry_id, sequence, charge.amount, balance, held)


def _charge_many(charges: Sequence[Charge]) -> dict[int, Movement]:
    request_id = current_request_id.get()
    values = {
        "wallet_ids": [charge.wallet_id for charge in charges],
        "amounts": [charge.amount for charge in charges],
        "references": [charge.reference for charge in charges],
        "descriptions": [charge.description for charge in charges],
        "customers": [charge.customer_id for charge in charges],
        "requests": [request_id] * len(charges),
        "facts": [_text(charge.facts) for charge in charges],
    }
    return {
        ordinal - 1: Movement(entry_id, sequence, charges[ordinal - 1].amount, balance, held)
        for ordinal, entry_id, sequence, balance, held in run(CHARGE_MANY, values)
    }


def _text(facts: dict[str, Any] | None) -> str | None:
    return None if facts is None else orjson.dumps(facts).decode()
