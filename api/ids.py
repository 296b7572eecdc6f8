"""Public ids: opaque, unguessable, sortable by time. A prefix says what kind of thing is named."""

import datetime
import secrets
import time
from typing import Final

#: Crockford's base 32 in lower case: no i, l, o, u, so an id survives being read aloud.
ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
TIME_BITS: Final = 48
RANDOM_BITS: Final = 82
LENGTH: Final = (TIME_BITS + RANDOM_BITS) // 5


def new_id(prefix: str) -> str:
    """``pc_`` and 26 characters: milliseconds since 1970, then 82 random bits."""
    number = (time.time_ns() // 1_000_000 << RANDOM_BITS) | secrets.randbits(RANDOM_BITS)
    digits = [ALPHABET[(number >> shift) & 31] for shift in range(5 * (LENGTH - 1), -1, -5)]
    return f"{prefix}_{''.join(digits)}"


def time_of(public_id: str) -> datetime.datetime:
    """Return when an id was made, to the millisecond. It must have the shape of one."""
    number = 0
    for letter in public_id.partition("_")[2]:
        number = number << 5 | ALPHABET.index(letter)
    return datetime.datetime.fromtimestamp((number >> RANDOM_BITS) / 1000, datetime.UTC)


def has_shape(public_id: str, prefix: str) -> bool:
    """True if a string could be an id of this kind; what couldn't be needs no query."""
    kind, _, rest = public_id.partition("_")
    return kind == prefix and len(rest) == LENGTH and all(letter in ALPHABET for letter in rest)
