"""What a wallet was charged and refunded in a range of time, in two look-ups however many entries lie in it.

Each entry carries the sums of everything up to it, so a range is the difference of two entries. Their times ascend
with their sequence numbers, which have no gaps: the entry at a moment is found by halving.
"""

import datetime

from api.statements import run, sql_beside
from credits.models import Wallet

AT = sql_beside(__file__, "totals_at.sql")


def totals_between(wallet_id: int, start: datetime.datetime | None, end: datetime.datetime | None) -> tuple[int, int]:
    """(charged, refunded) in [start, end), in hundredths; None leaves a side open. Captures count as charges."""
    until = _now(wallet_id) if end is None else _before(wallet_id, end)
    since = (0, 0) if start is None else _before(wallet_id, start)
    return until[0] - since[0], until[1] - since[1]


def _before(wallet_id: int, moment: datetime.datetime) -> tuple[int, int]:
    rows = run(AT, {"wallet_id": wallet_id, "moment": moment})
    return (rows[0][0], rows[0][1]) if rows else (0, 0)


def _now(wallet_id: int) -> tuple[int, int]:
    charged, refunded = Wallet.objects.values_list("charged", "refunded").get(pk=wallet_id)
    return charged, refunded
