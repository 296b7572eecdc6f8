"""What one of many callers does, in a thread or in a process."""

import os
from collections.abc import Sequence

from credits import ledger
from credits.ledger import Charge
from errors_docs.exceptions import InsufficientCredits


def charge_often(wallet_id: int, amount: int, name: str, times: int) -> int:
    """Charges so many times, under references of the name; how many charges were made."""
    return sum(_is_made(wallet_id, amount, f"{name}:{number}") for number in range(times))


def charge_as_process(wallet_id: int, amount: int, times: int) -> int:
    """As ``charge_often``, under a name that no other process has."""
    return charge_often(wallet_id, amount, f"process:{os.getpid()}", times)


def charge_batches(wallet_ids: Sequence[int], amount: int, name: str, times: int) -> int:
    """Charges all of the wallets in one batch, so many times; how many charges were made."""
    made = 0
    for number in range(times):
        batch = [
            Charge(wallet_id=wallet_id, amount=amount, reference=f"{name}:{number}", description="x")
            for wallet_id in wallet_ids
        ]
        made += sum(not isinstance(answer, InsufficientCredits) for answer in ledger.charge_many(batch))
    return made


def _is_made(wallet_id: int, amount: int, reference: str) -> bool:
    try:
        ledger.charge(Charge(wallet_id=wallet_id, amount=amount, reference=reference, description="x"))
    except InsufficientCredits:
        return False
    return True
