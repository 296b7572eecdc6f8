"""Amounts in text: decimals as a program reads them, in ASCII digits with a point."""

import re
from decimal import Decimal
from typing import Final

#: More digits than any amount has, and few enough that Python multiplies them exactly.
MOST_DIGITS: Final = 24
#: Python's Decimal also takes 1_0, 1e5, +5, NaN, and the digits of every script.
_DECIMAL: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


class NotADecimal(ValueError):
    """The text is not a plain decimal; its words are for the writer."""


def plain_decimal(text: str) -> Decimal:
    """Return the number. Raises NotADecimal unless the text is ASCII digits, perhaps with a minus and a point."""
    if "," in text:
        raise NotADecimal("Enter an amount such as 12.50, with a point and without any comma.")
    if not _DECIMAL.fullmatch(text) or len(text) > MOST_DIGITS:
        raise NotADecimal("Enter an amount such as 12.50.")
    return Decimal(text)
