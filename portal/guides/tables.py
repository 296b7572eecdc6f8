"""Tables of the guides in the site's clothes: on a phone a row is a card, so each cell carries its column's name."""

import re
from html import escape
from typing import Final

from django.utils.html import strip_tags

from errors_docs.prose import with_breaks

_TABLE: Final = re.compile(r"<table>(.*?)</table>", re.DOTALL)
_HEAD: Final = re.compile(r"<th>(.*?)</th>", re.DOTALL)
_ROW: Final = re.compile(r"<tr>.*?</tr>", re.DOTALL)
_NAME: Final = re.compile(r"<td([^>]*)><code>([^<]+)</code>")
#: The head of a column that names what its row is about, such that the others need no names.
_TELLING: Final = "Field"
#: In a narrower table the second cell says what the first one is.
_NARROW: Final = 2


def dressed(html: str) -> str:
    """The HTML with every table in its class, its heads marked as such and its cells named."""
    return _TABLE.sub(_table, html)


def _table(found: "re.Match[str]") -> str:
    inner = found[1]
    heads = [strip_tags(head) for head in _HEAD.findall(inner)]
    is_of_fields = heads[:1] == [_TELLING]
    names = [] if is_of_fields or len(heads) <= _NARROW else heads[1:]
    rows = _ROW.sub(lambda row: _named(row[0], names), inner)
    rows = _NAME.sub(lambda cell: f"<td{cell[1]}><code>{with_breaks(cell[2])}</code>", rows)
    kind = " table-fields" if is_of_fields else ""
    rows = rows.replace("<th>", '<th scope="col">')
    return f'<table class="table guide-table{kind}">{rows}</table>'


def _named(row: str, names: list[str]) -> str:
    first, *cells = row.split("<td>")
    if not cells or not names:
        return row
    lead, *others = cells
    labelled = [f'<td data-label="{escape(name)}">{cell}' for name, cell in zip(names, others, strict=True)]
    return f"{first}<td>{lead}" + "".join(labelled)
