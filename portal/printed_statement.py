"""The statement on paper: whose it is, its sums, and each movement between the balances before and after."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.conf import settings
from django.utils import timezone
from fpdf.enums import Align

from credits.chain import newest_seal
from credits.models import Entry, Seal, Wallet
from errors_docs.money import format_credits
from partners.models import Account
from portal.ledger_pages import Statement
from portal.paper import PAGES, Paper

#: A PDF is made in memory; beyond so many lines nobody reads one.
LONGEST_PDF: Final = 5000
#: A row takes half a millisecond, in which no other thread of the process runs.
ROWS_BETWEEN_PAUSES: Final = 4
TITLE: Final = "Statement of credits"
HEADS: Final = ("Time (UTC)", "Type", "Description", "Change", "Balance")
ALIGNS: Final = (Align.L, Align.L, Align.L, Align.R, Align.R)
DESCRIPTION: Final = HEADS.index("Description")
#: In millimetres, as all lengths here. Together they are as wide as a sheet between its margins.
WIDTHS: Final = (28, 20, 71, 26, 29)
MARGIN: Final = 18
#: Between the end of a description and the amount beside it.
GUTTER: Final = 4
LINE: Final = 4.2
PADDING: Final = 0.9
HOLDER: Final = 100
SHORT_NAME: Final = 42
FACT: Final = 5
INK: Final = "#1a1b21"
SOFT: Final = "#5a5c68"
HAIR: Final = "#dcdce2"
PANEL: Final = "#f4f4f7"


def pdf_pieces(account: Account, wallet: Wallet, statement: Statement) -> Iterator[bytes]:
    """Yield the movements, oldest first, as a PDF. A letter that there is no font for is printed as a box.

    The PDF comes in one piece; the empty ones before it are pauses, in which other work goes on.
    """
    with TemporaryDirectory() as folder:
        sheets = _Sheets(Path(folder), account, wallet, statement)
        sheets.begin()
        sheets.row(("", "", "Opening balance", "", _amount(statement.opening.balance)), style="B")
        for number, entry in enumerate(statement.entries(wallet), 1):
            sheets.row(_cells(entry))
            if number % ROWS_BETWEEN_PAUSES == 0:
                yield b""
        sheets.row(("", "", "Closing balance", "", _amount(statement.closing.balance)), style="B")
        sheets.proof(newest_seal(wallet.pk))
        yield bytes(sheets.output())


class _Sheets(Paper):
    """The first begins with the summary, and each other one with the heads of the columns."""

    def __init__(self, folder: Path, account: Account, wallet: Wallet, statement: Statement) -> None:
        super().__init__(folder)
        self.account = account
        self.mode = wallet.mode
        self.statement = statement
        self.period = f"{statement.first_day} to {statement.last_day}"
        self.set_margin(MARGIN)
        self.set_auto_page_break(True, margin=MARGIN + LINE)
        self.set_title(f"{TITLE}, {self.period}")
        self.set_author(settings.BRAND_NAME)
        self.set_lang("en")
        self.set_draw_color(HAIR)

    def header(self) -> None:
        """The top of a page, by fpdf2's name."""
        if self.page_no() > 1:
            self._heads()

    def footer(self) -> None:
        """The bottom of a page, by fpdf2's name: a sheet on its own tells where it belongs."""
        self.set_y(-MARGIN)
        self._ink(SOFT, size=7.5)
        name, *more = self.lines_of(self.account.name, SHORT_NAME)
        self.cell(30, LINE, f"Page {self.page_no()} of {PAGES}")
        facts = (settings.BRAND_NAME, self.account.public_id, self.period, f"{name}…" if more else name)
        self.put(self.epw - 30, LINE, " · ".join(facts), Align.R)

    def begin(self) -> None:
        """The first page as far as the table."""
        self.add_page()
        self._letterhead()
        self._facts()
        self._sums()
        self._heads()

    def row(self, cells: Sequence[str], style: str = "") -> None:
        """One row of the table, as high as its description needs, and never on two pages."""
        self._ink(INK, style, 8.5)
        description = self.lines_of(cells[DESCRIPTION], WIDTHS[DESCRIPTION] - GUTTER)
        height = PADDING + LINE * len(description) + PADDING
        if self.will_page_break(height):
            self.add_page()
            self._ink(INK, style, 8.5)
        bottom = self.y + height
        self.set_y(self.y + PADDING)
        for place, (cell, width, align) in enumerate(zip(cells, WIDTHS, ALIGNS, strict=True)):
            if place == DESCRIPTION:
                self.put_lines(width, LINE, description)
            else:
                self.put(width, LINE, cell, align)
        self._rule(bottom)

    def proof(self, seal: Seal | None) -> None:
        """The newest seal of the ledger, for readers who keep the paper: the check program takes its digits."""
        if seal is None:
            return
        self.ln(FACT)
        self._ink(SOFT, size=7.5)
        self.put(self.epw, FACT, f"Newest seal of the ledger, through entry {seal.through_sequence}:")
        self.ln(FACT)
        self.put(self.epw, FACT, seal.digits)

    def _heads(self) -> None:
        self._ink(SOFT, "B", 7.5)
        bottom = self.y + LINE + PADDING
        for head, width, align in zip(HEADS, WIDTHS, ALIGNS, strict=True):
            self.put(width, LINE, head, align)
        self._rule(bottom)

    def _rule(self, bottom: float) -> None:
        self.line(self.l_margin, bottom, self.w - self.r_margin, bottom)
        self.set_y(bottom)

    def _letterhead(self) -> None:
        colour, _ = settings.BRAND_COLORS
        self._ink(colour, "B", 16)
        self.put(self.epw / 2, 8, settings.BRAND_NAME)
        self._ink(INK, "B", 12)
        self.put(self.epw / 2, 8, TITLE, Align.R)
        self.set_fill_color(colour)
        self.rect(self.l_margin, self.y + 10, self.epw, 0.6, style="F")
        self.set_y(self.y + 16)

    def _facts(self) -> None:
        """The account at the left, and what the statement covers at the right."""
        top = self.y
        for label, fact in self._covered_facts():
            self.set_x(self.l_margin + HOLDER)
            self._ink(SOFT)
            self.put(28, FACT, label)
            self._ink(INK)
            self.put(self.epw - HOLDER - 28, FACT, fact, Align.R)
            self.ln(FACT)
        bottom = self.y
        self.set_y(top)
        self._holder()
        self.set_y(max(bottom, self.y) + FACT)

    def _covered_facts(self) -> Sequence[tuple[str, str]]:
        return (
            ("Period (UTC)", self.period),
            ("Movements", str(self.statement.count)),
            ("Held at the end", _amount(self.statement.closing.held)),
            ("Printed (UTC)", f"{timezone.now():%Y-%m-%d %H:%M}"),
        )

    def _holder(self) -> None:
        self._ink(INK, "B", 11)
        name = self.lines_of(self.account.name, HOLDER - GUTTER)
        self.put_lines(HOLDER, FACT, name)
        self.ln(FACT * len(name))
        self._ink(SOFT)
        for line in (self.account.public_id, f"{self.mode.capitalize()} mode", "All amounts in credits"):
            self.put(HOLDER, FACT, line)
            self.ln(FACT)

    def _sums(self) -> None:
        """The first four add up to the last."""
        statement = self.statement
        sums = {
            "Opening balance": _amount(statement.opening.balance),
            "Charged": _change(-statement.charged),
            "Refunded": _change(statement.refunded),
            "Granted and other": _change(statement.other),
            "Closing balance": _amount(statement.closing.balance),
        }
        self.set_fill_color(PANEL)
        self.rect(self.l_margin, self.y, self.epw, 14, style="F")
        self._across(2, SOFT, "", 7.5, list(sums))
        self._across(7, INK, "B", 10, list(sums.values()))
        self.set_y(self.y + 20)

    def _across(self, down: float, colour: str, style: str, size: float, cells: Sequence[str]) -> None:
        top = self.y
        width = (self.epw - GUTTER) / len(cells)
        self.set_y(top + down)
        self._ink(colour, style, size)
        for cell in cells:
            self.put(width, FACT, cell, Align.R)
        self.set_y(top)

    def _ink(self, colour: str, style: str = "", size: float = 9) -> None:
        self.set_text_color(colour)
        self.face(style, size)


def _cells(entry: Entry) -> Sequence[str]:
    return (
        f"{entry.created_at:%Y-%m-%d %H:%M}",
        entry.kind,
        entry.description,
        _change(entry.balance_change),
        _amount(entry.balance_after),
    )


def _amount(hundredths: int) -> str:
    return format_credits(hundredths, grouped=True)


def _change(hundredths: int) -> str:
    return f"+{_amount(hundredths)}" if hundredths > 0 else _amount(hundredths)
