"""The text of a key: how one is made, and how a typo is told from a key without asking the database.

Partner keys are ``sk_live_`` + 28 base-62 characters (166 random bits) + 6 characters of checksum.
Workspace keys are ``pms_live_`` + 32 hexadecimal digits (128 random bits): that shape is given and has no checksum.
"""

import re
import secrets
import string
import zlib
from functools import cache
from typing import Final

from django.conf import settings

from errors_docs.surfaces import PARTNER, Surface
from partners.modes import MODES

ALPHABET: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
RANDOM_LENGTH: Final = 28
CHECKSUM_LENGTH: Final = 6
HEX_LENGTH: Final = 32
#: Every two digits: by these a checksum takes three steps of each request instead of six.
PAIRS: Final = [first + second for first in ALPHABET for second in ALPHABET]


def new_secret(surface: Surface, mode: str) -> str:
    """A new key's whole text; the caller shows it once and keeps only its hash."""
    head = f"{settings.KEY_PREFIXES[surface.name]}_{mode}_"
    if surface is not PARTNER:
        return head + secrets.token_hex(HEX_LENGTH // 2)
    body = head + "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_LENGTH))
    return body + checksum(body)


def mode_of(surface: Surface, secret: str) -> str | None:
    """Return the mode that a key's text claims, None if the text can't be a key of the surface."""
    match = _pattern(surface is PARTNER, settings.KEY_PREFIXES[surface.name]).fullmatch(secret)
    if match is None or (surface is PARTNER and checksum(secret[:-CHECKSUM_LENGTH]) != secret[-CHECKSUM_LENGTH:]):
        return None
    return match["mode"]


def shape(surface: Surface) -> str:
    """Return what a key of the surface looks like, in signs that read the same in every language."""
    heads = "/".join(f"{settings.KEY_PREFIXES[surface.name]}_{mode}_" for mode in MODES)
    return f"{heads} + {length_of(surface)} * {_letter(surface is PARTNER)}"


def length_of(surface: Surface) -> int:
    """Return how many characters of a key follow its prefix and mode."""
    return RANDOM_LENGTH + CHECKSUM_LENGTH if surface is PARTNER else HEX_LENGTH


def letters_of(surface: Surface) -> frozenset[str]:
    """Return the characters that may follow."""
    return frozenset(ALPHABET if surface is PARTNER else "0123456789abcdef")


def checksum(body: str) -> str:
    """CRC-32 of the text in six base-62 digits: it finds typos and cut copies, it is no secret."""
    number, last = divmod(zlib.crc32(body.encode()), len(PAIRS))
    first, middle = divmod(number, len(PAIRS))
    return PAIRS[first] + PAIRS[middle] + PAIRS[last]


@cache
def _pattern(checked: bool, prefix: str) -> re.Pattern[str]:
    length = RANDOM_LENGTH + CHECKSUM_LENGTH if checked else HEX_LENGTH
    return re.compile(f"{prefix}_(?P<mode>{'|'.join(MODES)})_{_letter(checked)}{{{length}}}")


def _letter(checked: bool) -> str:
    """A character of a key after its prefix and mode, as a regular expression."""
    return "[0-9A-Za-z]" if checked else "[0-9a-f]"
