"""CSV that a spreadsheet opens as it is meant: the one writer of all CSV.

A byte order mark, because a spreadsheet takes CSV without one for the letters of its own country. Numbers are numbers;
a text never is a formula, not even in a spreadsheet whose columns end at semicolons (OWASP, "CSV Injection").
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

CONTENT_TYPE: Final = "text/csv; charset=utf-8"
BYTE_ORDER_MARK: Final = "\ufeff"
#: What a spreadsheet takes for the beginning of a formula, in the widths of East Asia too, at the beginning of a text
#: or behind what may end a column.
_FORMULA: Final = re.compile(r"(?P<before>\A|[;\t\r\n|])(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20])|\A(?=[\t\r\n])")

#: A text, or a number that is written as it is.
Cell = str | int | Decimal


class _Line:
    """A file for csv.writer that hands back what is written."""

    def write(self, text: str) -> str:
        return text


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield a head and the rows, each with its line end."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK + writer.writerow(columns)
    for row in rows:
        yield writer.writerow([_as_text(cell) if isinstance(cell, str) else cell for cell in row])


def _as_text(cell: str) -> str:
    """Return a text with an apostrophe before whatever a spreadsheet would take for a formula."""
    return _FORMULA.sub(r"\g<before>'", cell)
