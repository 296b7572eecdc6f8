"""A wallet's ledger as its owner reads it, newest first.

Sequence numbers have no gaps, so a page is a range of them: the millionth page costs what the first does.
"""

import datetime
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Annotated, Any, Final

from rest_framework import serializers

from api.paging import PageQuery, Pagination, offset
from credits.models import Entry, Kind
from credits.wallets import WalletState
from errors_docs.money import Money

CURSOR_MARK: Final = b"before:"
KINDS: Final = (
    "why credits moved: given or bought (grant), spent (charge), given back (refund), corrected by the operator "
    "(adjustment, reversal), set aside (hold), then spent (capture) or freed (release), lapsed (expiry)"
)
EXPLANATION: Final = "how the amount came about: formula and inputs, amounts in credits; null: nothing was computed"


@dataclass(frozen=True)
class HistoryRow:
    """One movement of the ledger."""

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
class HistoryPagination(Pagination):
    """Where the rows stand in the ledger, and how to read on."""

    next_cursor: Annotated[str | None, "send as ?cursor= for the rows after these; null: there are none"]


@dataclass(frozen=True)
class History:
    entries: Annotated[list[HistoryRow], "newest first"]
    pagination: HistoryPagination


class HistoryQuery(PageQuery):
    """?page and ?limit, or ?cursor, which stays exact while new movements arrive."""

    cursor = serializers.CharField(
        required=False, max_length=60, help_text="An opaque nextCursor of an earlier answer; page is ignored beside it."
    )

    def validate_cursor(self, value: str) -> int:
        """The sequence number before which the page starts."""
        try:
            decoded = urlsafe_b64decode(value.encode())
            before = int(decoded.removeprefix(CURSOR_MARK))
        except ValueError as wrong:
            raise serializers.ValidationError("This is no cursor of this list.", code="invalid_cursor") from wrong
        if not decoded.startswith(CURSOR_MARK) or not 0 < before < 2**62:
            raise serializers.ValidationError("This is no cursor of this list.", code="invalid_cursor")
        return before


def history(wallet: WalletState, *, page: int, limit: int, cursor: int | None = None) -> History:
    """One page, in one query, from the wallet as the gate read it."""
    newest = wallet.entries - offset(page, limit) if cursor is None else cursor - 1
    rows = Entry.objects.filter(wallet_id=wallet.id, sequence__lte=newest, sequence__gt=newest - limit)
    entries = [_row(entry) for entry in rows.order_by("-sequence")]
    last = entries[-1].sequence if entries else 1
    return History(
        entries,
        HistoryPagination(
            page=page,
            limit=limit,
            total=wallet.entries,
            total_pages=-(-wallet.entries // limit),
            next_cursor=_cursor(last) if last > 1 else None,
        ),
    )


def _row(entry: Entry) -> HistoryRow:
    return HistoryRow(
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


def _cursor(sequence: int) -> str:
    return urlsafe_b64encode(CURSOR_MARK + str(sequence).encode()).decode()
