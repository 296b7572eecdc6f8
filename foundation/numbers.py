"""Whole numbers in text: ASCII digits, as a person types them and every program reads them."""

import re
from typing import Final

#: Python's own int() also takes 1_0, +5, blanks round it, and the digits of every script.
_WHOLE: Final = re.compile("-?[0-9]{1,1000}")


def is_whole_number(text: str) -> bool:
    """Return whether the text is ASCII digits, perhaps after a minus, and nothing else."""
    return _WHOLE.fullmatch(text) is not None


def whole_number(text: str) -> int:
    """Return the number. Raises ValueError unless the text is ASCII digits, perhaps after a minus."""
    if not is_whole_number(text):
        raise ValueError(f"{text[:40]!r} is not a whole number")
    return int(text)
