"""The statement as CSV, for spreadsheets and programs."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from credits.models import Entry, Wallet
from errors_docs.money import format_credits
from foundation.spreadsheet import Cell, csv_lines
from portal.ledger_pages import Statement

COLUMNS: Final = (
    "sequence",
    "time",
    "type",
    "description",
    "change",
    "balance",
    "held",
    "customer",
    "request",
    "reference",
)


def statement_lines(wallet: Wallet, statement: Statement) -> Iterator[str]:
    """Yield the lines of the movements, oldest first, with a head. Amounts have two decimals and a point."""
    return csv_lines(COLUMNS, (_row(entry) for entry in statement.entries(wallet)))


def _row(entry: Entry) -> tuple[Cell, ...]:
    return (
        entry.sequence,
        f"{entry.created_at:%Y-%m-%dT%H:%M:%S.%fZ}",
        entry.kind,
        entry.description,
        _credits(entry.balance_change),
        _credits(entry.balance_after),
        _credits(entry.held_after),
        entry.customer_id,
        entry.request_id,
        entry.reference,
    )


def _credits(hundredths: int) -> Decimal:
    return Decimal(format_credits(hundredths))
