"""The text of an agent's token: ``agt_live_`` + 28 base-62 characters (166 random bits) + 6 characters of checksum."""

import re
import secrets
from typing import Final

from partners.key_format import ALPHABET, CHECKSUM_LENGTH, RANDOM_LENGTH, checksum
from partners.modes import MODES

PREFIX: Final = "agt"
PATTERN: Final = re.compile(rf"{PREFIX}_(?:{'|'.join(MODES)})_[0-9A-Za-z]{{{RANDOM_LENGTH + CHECKSUM_LENGTH}}}")


def new_token(mode: str) -> str:
    """A new token's whole text; the caller shows it once and keeps only its hash."""
    body = f"{PREFIX}_{mode}_" + "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_LENGTH))
    return body + checksum(body)


def could_be_token(text: str) -> bool:
    """False for what can't be one, such as a typo: then the database need not be asked."""
    return bool(PATTERN.fullmatch(text)) and checksum(text[:-CHECKSUM_LENGTH]) == text[-CHECKSUM_LENGTH:]
