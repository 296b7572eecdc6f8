"""Statements to download: CSV for programs, PDF for people."""

import csv
from collections.abc import Iterator
from typing import Final

from fpdf import FPDF

from credits.models import Entry, Wallet
from errors_docs.money import format_credits
from partners.models import Account
from portal.ledger_pages import Statement

#: A PDF is made in memory; beyond so many lines nobody reads one.
LONGEST_PDF: Final = 5000
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
WIDTHS: Final = (30, 22, 84, 27, 27)


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


def pdf_bytes(account: Account, wallet: Wallet, statement: Statement) -> bytes:
    """The same on paper, with the balance before and after. Letters beyond Latin-1 become question marks."""
    pdf = _Paper(account.name)
    pdf.add_page()
    pdf.head(account, wallet, statement)
    with pdf.table(col_widths=WIDTHS, text_align=("L", "L", "L", "R", "R"), line_height=5.5) as table:
        table.row([_latin(text) for text in ("Time (UTC)", "Type", "Description", "Change", "Balance")])
        for entry in statement.entries(wallet):
            cells = (
                f"{entry.created_at:%Y-%m-%d %H:%M}",
                entry.kind,
                entry.description,
                format_credits(entry.balance_change),
                format_credits(entry.balance_after),
            )
            table.row([_latin(cell) for cell in cells])
    return bytes(pdf.output())


class _Paper(FPDF):
    """A4 with the account and the page's number at the foot of each page."""

    def __init__(self, name: str) -> None:
        super().__init__(format="A4")
        self.account_name = name
        self.set_title("Statement of credits")
        self.set_font("Helvetica", size=9)

    def footer(self) -> None:
        self.set_y(-12)
        self.cell(0, 5, _latin(f"{self.account_name}, page {self.page_no()}"), align="C")

    def head(self, account: Account, wallet: Wallet, statement: Statement) -> None:
        """Whose it is, of which days, and the sums."""
        self.set_font("Helvetica", style="B", size=15)
        self.cell(0, 9, "Statement of credits", new_x="LMARGIN", new_y="NEXT")
        self.set_font("Helvetica", size=9)
        for line in (
            f"{account.name} ({account.public_id}), {wallet.mode} mode",
            f"{statement.first_day} to {statement.last_day}, UTC, {statement.count} movements",
            f"Balance before {format_credits(statement.opening.balance)}, after "
            f"{format_credits(statement.closing.balance)}",
            f"Charged {format_credits(statement.charged)}, refunded {format_credits(statement.refunded)}",
        ):
            self.cell(0, 5.5, _latin(line), new_x="LMARGIN", new_y="NEXT")
        self.ln(4)


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


def _latin(text: str) -> str:
    return text.encode("latin-1", "replace").decode("latin-1")
