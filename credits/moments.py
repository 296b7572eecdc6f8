"""A wallet as it was at a moment, and what it spent each day; in two queries, however long its ledger is."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from api.statements import run, sql_beside
from credits.models import Entry

SEQUENCES: Final = sql_beside(__file__, "sequences_at.sql")


@dataclass(frozen=True)
class Standing:
    """The sums of a wallet at a moment, in hundredths of a credit."""

    sequence: int = 0
    balance: int = 0
    held: int = 0
    charged: int = 0
    refunded: int = 0


@dataclass(frozen=True)
class Day:
    """What was charged less what was refunded on a day (UTC), in hundredths; negative if more came back."""

    date: datetime.date
    spent: int


def sequences_before(wallet_id: int, moments: Sequence[datetime.datetime]) -> list[int]:
    """For each moment the sequence number of the last entry before it; 0: there is none."""
    return [sequence for _, sequence in run(SEQUENCES, {"wallet_id": wallet_id, "moments": list(moments)})]


def standings_before(wallet_id: int, moments: Sequence[datetime.datetime]) -> list[Standing]:
    """The wallet's sums as they were just before each moment."""
    sequences = sequences_before(wallet_id, moments)
    fields = ("sequence", "balance_after", "held_after", "charged_after", "refunded_after")
    rows = Entry.objects.filter(wallet_id=wallet_id, sequence__in=set(sequences)).values_list(*fields)
    known = {row[0]: Standing(*row) for row in rows}
    return [known.get(sequence, Standing()) for sequence in sequences]


def spent_by_day(wallet_id: int, last: datetime.date, days: int) -> list[Day]:
    """So many days up to and including ``last``, oldest first."""
    first = last - datetime.timedelta(days=days - 1)
    dates = [first + datetime.timedelta(days=number) for number in range(days + 1)]
    at = standings_before(wallet_id, [midnight(date) for date in dates])
    return [
        Day(date, (end.charged - start.charged) - (end.refunded - start.refunded))
        for date, start, end in zip(dates, at, at[1:], strict=False)
    ]


def midnight(date: datetime.date) -> datetime.datetime:
    """The moment at which a day begins, in UTC."""
    return datetime.datetime.combine(date, datetime.time(), tzinfo=datetime.UTC)
