"""A wallet's ledger as the credits page filters it and a statement prints it."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from credits.models import Entry, Kind, Wallet
from credits.moments import Standing, midnight, sequences_before, standings_before

PAGE: Final = 50
DAY: Final = datetime.timedelta(days=1)


@dataclass(frozen=True)
class LedgerFilter:
    """What of the ledger is asked for; empty: everything. Both days belong to the range (UTC)."""

    kind: str = ""
    customer: str = ""
    first_day: datetime.date | None = None
    last_day: datetime.date | None = None


@dataclass(frozen=True)
class LedgerPage:
    """``older`` is the sequence before which the next page starts; None on the last."""

    entries: list[Entry]
    older: int | None


@dataclass(frozen=True)
class Statement:
    """A range of days with what the wallet had before and after it."""

    first_day: datetime.date
    last_day: datetime.date
    opening: Standing
    closing: Standing

    @property
    def count(self) -> int:
        return self.closing.sequence - self.opening.sequence

    @property
    def charged(self) -> int:
        return self.closing.charged - self.opening.charged

    @property
    def refunded(self) -> int:
        return self.closing.refunded - self.opening.refunded

    @property
    def other(self) -> int:
        """What grants added, less what lapsed, was adjusted or reversed."""
        return self.closing.balance - self.opening.balance + self.charged - self.refunded

    def entries(self, wallet: Wallet) -> Iterator[Entry]:
        """Its movements, oldest first, read a portion at a time."""
        within = wallet.ledger.filter(sequence__gt=self.opening.sequence, sequence__lte=self.closing.sequence)
        return within.order_by("sequence").iterator(chunk_size=1000)


def ledger_page(wallet: Wallet, asked: LedgerFilter, before: int | None) -> LedgerPage:
    """Newest first. Days become a range of sequence numbers, so that they cost nothing however far back they lie."""
    found = _within_days(wallet, asked)
    if asked.kind in Kind.values:
        found = found.filter(kind=asked.kind)
    if asked.customer:
        found = found.filter(customer_id=asked.customer)
    if before is not None:
        found = found.filter(sequence__lt=before)
    entries = list(found.order_by("-sequence")[: PAGE + 1])
    return LedgerPage(entries[:PAGE], entries[PAGE - 1].sequence if len(entries) > PAGE else None)


def statement_of(wallet: Wallet, first_day: datetime.date, last_day: datetime.date) -> Statement:
    """The statement of a range of days, the last included."""
    opening, closing = standings_before(wallet.pk, [midnight(first_day), midnight(last_day + DAY)])
    return Statement(first_day, last_day, opening, closing)


def _within_days(wallet: Wallet, asked: LedgerFilter) -> "QuerySet[Entry]":
    found = wallet.ledger.all()
    days = [asked.first_day, asked.last_day + DAY if asked.last_day else None]
    if asked.first_day or asked.last_day:
        start, end = sequences_before(wallet.pk, [midnight(day or datetime.date.max) for day in days])
        found = found.filter(sequence__lte=end)
        found = found.filter(sequence__gt=start) if asked.first_day else found
    return found
