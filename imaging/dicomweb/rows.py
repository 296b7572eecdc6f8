"""Rows of any size, read by bytes: a page of a search or the metadata of a study may come to gigabytes.

At most MOST_BYTES of text are read at a time, or one row that is larger alone. No statement reads much more than that
in the database either: it is asked for as many rows as fitted the last time, and for twice as many if all did.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from api.statements import run
from imaging.agents import Principal
from imaging.dicomweb.answers import GATHERED_BYTES, Answer, gathered

MOST_BYTES: Final = 4 * 1024 * 1024
FIRST_ROWS: Final = 32
MOST_ROWS: Final = 256

Row = tuple[Any, ...]


def measured(page: str, columns: Sequence[str], parts: Sequence[str]) -> str:
    """Return a statement for the rows of ``page`` in the order of its ``place``: columns, then parts.

    Beyond %(most)s bytes the parts of a row are NULL, but those of the first row are there in any case.
    """
    size = " + ".join(f"octet_length({part})" for part in parts)
    shown = [f"CASE WHEN number = 1 OR total <= %(most)s THEN {part} END" for part in parts]
    return (
        f"SELECT {', '.join([*columns, *shown])} FROM (SELECT page.*, row_number() OVER up AS number, "  # noqa: S608  # all of it is ours
        f"sum({size}) OVER up AS total FROM ({page}) page WINDOW up AS (ORDER BY place ROWS UNBOUNDED PRECEDING)) rows "
        "ORDER BY place"
    )


def read_rows(statement: str, values: Mapping[str, Any], ids: Sequence[int]) -> Iterator[Row]:
    """Yield the rows of a measured statement for these ids, which ascend; ``place`` is its first column."""
    start, count = 0, FIRST_ROWS
    while start < len(ids):
        rows = run(statement, {**values, "ids": list(ids[start : start + count]), "most": MOST_BYTES})
        left = next((row[0] for row in rows if row[-1] is None), None)
        end = min(start + count, len(ids)) if left is None else bisect_left(ids, left, start)
        start, count = end, min(2 * count, MOST_ROWS) if left is None else max(1, end - start)
        rows.reverse()
        while rows:
            row = rows.pop()
            if row[-1] is not None:
                yield row
            # Not held while the next rows are read.
            del row


def encoded(rows: Iterator[Row]) -> Iterator[bytes]:
    """Yield the text of each row, its last column, and hold none while the next is read."""
    for row in rows:
        text = row[-1].encode()
        del row
        yield text
        del text


def listed(objects: Iterator[bytes]) -> Iterator[bytes]:
    """Yield a JSON array of the objects, in pieces of bounded size."""
    separator = b"["
    for one in objects:
        yield separator
        for start in range(0, len(one), GATHERED_BYTES):
            yield one[start : start + GATHERED_BYTES]
        separator = b","
        del one
    yield b"[]" if separator == b"[" else b"]"


def answer_of(objects: Iterator[bytes], principal: Principal, headers: Mapping[str, str] | None = None) -> Answer:
    """Return the answer with these objects: at once if it is small, else made while it is sent."""
    pieces = listed(objects)
    first = gathered(pieces)
    if len(first) < GATHERED_BYTES:
        return Answer(body=first, headers=headers or {})
    return Answer(pieces=chain([first], pieces), rows_of=principal, headers=headers or {})
