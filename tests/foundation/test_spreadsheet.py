"""CSV as a spreadsheet reads it."""

import csv
import io
from decimal import Decimal

import pytest

from foundation.spreadsheet import CONTENT_TYPE, csv_lines


def written(*cells: str | int | Decimal) -> bytes:
    return "".join(csv_lines(("a",), [cells])).encode()


def test_it_begins_with_the_byte_order_mark_and_keeps_every_letter() -> None:
    assert written("Größe", "日本", "a,b", 'say "x"') == (
        b'\xef\xbb\xbfa\r\nGr\xc3\xb6\xc3\x9fe,\xe6\x97\xa5\xe6\x9c\xac,"a,b","say ""x"""\r\n'
    )
    assert CONTENT_TYPE == "text/csv; charset=utf-8"


def test_numbers_stay_numbers() -> None:
    assert written(7, Decimal("-200.00"), Decimal("0.50"), -3) == b"\xef\xbb\xbfa\r\n7,-200.00,0.50,-3\r\n"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("  =1+1", "'  =1+1"),
        ("\t=1", "'\t'=1"),
        ("\rx", "'\rx"),
        ("\nx", "'\nx"),
        ("a;=HYPERLINK(1)", "a;'=HYPERLINK(1)"),
        ("a|@x", "a|'@x"),
        ("a - b = c", "a - b = c"),
        ("Ada", "Ada"),
        ("", ""),
    ],
)
def test_a_text_never_is_a_formula(text: str, cell: str) -> None:
    (row,) = list(csv.reader(io.StringIO(written("x", text).decode("utf-8-sig"), newline="")))[1:]
    assert row == ["x", cell]
