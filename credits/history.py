"""A wallet's ledger as its owner reads it, newest first.

Sequence numbers have no gaps, so a page is a range of them, and so is a range of time: the millionth page costs what
the first does. Filters have an index each.
"""

import datetime
from dataclasses import dataclass
from typing import Annotated, Any, Final

from rest_framework import serializers

from api.paging import CappedPagination, Count, PageQuery, Portion, capped_count
from api.ranges import RangeInput
from api.serializers import Choice
from credits.models import Entry, Kind
from credits.moments import sequences_before
from credits.wallets import WalletState
from errors_docs.money import Money

KINDS: Final = (
    "why credits moved: given or bought (grant), spent (charge), given back (refund), corrected by the operator "
    "(adjustment, reversal), set aside (hold), then spent (capture) or freed (release), lapsed (expiry)"
)
EXPLANATION: Final = "how the amount came about: formula and inputs, amounts in credits; null: nothing was computed"


@dataclass(frozen=True)
class HistoryRow:
    """One movement of the ledger."""

    id: Annotated[str, "the same as reference"]
    sequence: Annotated[int, "the movement's number in this wallet, counted from 1 without a gap"]
    type: Annotated[Kind, KINDS]
    credits_used: Annotated[Money, "what it took from the balance; negative where credits came in, as for a refund"]
    amount: Annotated[Money, "the amount moved, always positive"]
    balance_after: Annotated[Money, "the balance after it"]
    held_after: Annotated[Money, "how much of that balance was held then"]
    description: Annotated[str, "what it was for, in words for people; not to be parsed"]
    reference: Annotated[str, "the movement's own name, unique in the wallet"]
    customer_id: Annotated[str | None, "the customer it was for; null: none"]
    request_id: Annotated[str | None, "the request that caused it; null: none did, as for a renewal"]
    explanation: Annotated[dict[str, Any] | None, EXPLANATION]
    created_at: Annotated[datetime.datetime, "when it moved; ascends with sequence"]


@dataclass(frozen=True)
class History:
    entries: Annotated[list[HistoryRow], "newest first"]
    pagination: CappedPagination


class HistoryQuery(RangeInput, PageQuery):
    """The filters of GET /account/credits/history; all that are given must hold."""

    range_of = "When it moved"

    type = Choice(choices=Kind.choices, required=False, source="kind", help_text="Only movements of this type.")
    customer_id = serializers.CharField(
        max_length=40, required=False, help_text="Only those that were for this customer."
    )
    request_id = serializers.CharField(max_length=40, required=False, help_text="Only those that this request caused.")


@dataclass(frozen=True)
class Range:
    """Sequence numbers: those after ``low``, up to and including ``high``."""

    low: int
    high: int


def history(
    wallet: WalletState,
    portion: Portion,
    *,
    start: datetime.datetime | None = None,
    end: datetime.datetime | None = None,
    **filters: Any,
) -> History:
    """Return a part of it, of the wallet as the gate read it. Raises ValidationFailed for a page that is too deep."""
    within = _range(wallet, start, end)
    entries, pagination = _filtered(wallet, portion, within, filters) if filters else _whole(wallet, portion, within)
    return History([_row(entry) for entry in entries], pagination)


def _range(wallet: WalletState, start: datetime.datetime | None, end: datetime.datetime | None) -> Range:
    """Return the movements in [start, end), found by halving."""
    given = [moment for moment in (start, end) if moment is not None]
    # The gate read the wallet before: what moved since then doesn't belong to this response.
    found = [min(one, wallet.entries) for one in sequences_before(wallet.id, given)] if given else []
    return Range(found[0] if start is not None else 0, found[-1] if end is not None else wallet.entries)


def _whole(wallet: WalletState, portion: Portion, within: Range) -> tuple[list[Entry], CappedPagination]:
    """Return movements of a range: their number and the numbers on each page are known without reading any."""
    newest = within.high if portion.after is None else min(within.high, portion.after - 1)
    newest -= portion.skipped
    oldest = max(within.low, newest - portion.limit)
    rows = Entry.objects.filter(wallet_id=wallet.id, sequence__gt=oldest, sequence__lte=newest)
    counted = portion.counted or Count(within.high - within.low)
    pagination = portion.capped_pagination(oldest + 1 if oldest > within.low else None, counted)
    return list(rows.order_by("-sequence")), pagination


def _filtered(
    wallet: WalletState, portion: Portion, within: Range, filters: dict[str, Any]
) -> tuple[list[Entry], CappedPagination]:
    found = Entry.objects.filter(wallet_id=wallet.id, sequence__gt=within.low, sequence__lte=within.high, **filters)
    counted = portion.counted or capped_count(found, "sequence")
    portion.refuse_too_deep(counted)
    rows = list(portion.newest(found, "sequence")) if portion.skipped < counted.rows else []
    more = rows[portion.limit - 1].sequence if len(rows) > portion.limit else None
    return rows[: portion.limit], portion.capped_pagination(more, counted)


def _row(entry: Entry) -> HistoryRow:
    return HistoryRow(
        id=entry.reference,
        sequence=entry.sequence,
        type=Kind(entry.kind),
        credits_used=-entry.balance_change,
        amount=entry.amount,
        balance_after=entry.balance_after,
        held_after=entry.held_after,
        description=entry.description,
        reference=entry.reference,
        customer_id=entry.customer_id or None,
        request_id=entry.request_id or None,
        explanation=entry.facts,
        created_at=entry.created_at,
    )
