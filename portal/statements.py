"""The statement as CSV, for programs."""

import csv
from collections.abc import Iterator
from typing import Final

from credits.models import Entry, Wallet
from errors_docs.money import format_credits
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
#: A spreadsheet takes a cell that begins so for a formula.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """A file for csv.writer that hands back what is written."""

    def write(self, text: str) -> str:
        return text


def csv_lines(wallet: Wallet, statement: Statement) -> Iterator[str]:
    """The movements, oldest first, with a head. Amounts have two decimals and a point."""
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    for entry in statement.entries(wallet):
        yield writer.writerow(_csv_row(entry))


def _csv_row(entry: Entry) -> list[str]:
    texts = (entry.customer_id, entry.request_id, entry.reference)
    return [
        str(entry.sequence),
        f"{entry.created_at:%Y-%m-%dT%H:%M:%S.%fZ}",
        entry.kind,
        _no_formula(entry.description),
        format_credits(entry.balance_change),
        format_credits(entry.balance_after),
        format_credits(entry.held_after),
        *(_no_formula(text) for text in texts),
    ]


def _no_formula(text: str) -> str:
    """Customers name themselves, and spreadsheets run what begins with an equals sign."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
