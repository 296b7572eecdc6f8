"""Cursors: a place in a list, sealed, so that clients can't read it, make one up, or use it for another list.

They are encrypted because a place is made of row numbers, which would show how many customers the platform has. The
same place of the same list always gives the same cursor, or each reading of a list would have another ETag.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

from api.derived_keys import derived_key

PURPOSE: Final = "cursors"
#: Far longer than any cursor that is made here.
LONGEST: Final = 300


class InvalidCursor(Exception):
    """The text is not a cursor, or is one of another list, another caller or other filters."""


def sealed_cursor(place: Sequence[Any], of_list: bytes) -> str:
    """Return the cursor of a place, made of JSON values, in the list that ``of_list`` names."""
    return _spelt(_box(settings.SECRET_KEY).encrypt(orjson.dumps(place), [of_list]))


def opened_cursor(cursor: str, of_list: bytes) -> list[Any]:
    """Return the place. Raises InvalidCursor.

    SECRET_KEY_FALLBACKS still open what was sealed before a change of the key.
    """
    try:
        sealed = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except ValueError as wrong:
        raise InvalidCursor from wrong
    if _spelt(sealed) != cursor:
        raise InvalidCursor
    return _opened(sealed, of_list)


def _spelt(sealed: bytes) -> str:
    """Return the one spelling of these bytes: the decoder ignores characters outside its alphabet."""
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def _opened(sealed: bytes, of_list: bytes) -> list[Any]:
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            place: list[Any] = orjson.loads(_box(secret).decrypt(sealed, [of_list]))
        except (InvalidTag, ValueError):
            continue
        return place
    raise InvalidCursor


@cache
def _box(secret: str) -> AESSIV:
    return AESSIV(derived_key(secret, PURPOSE))
