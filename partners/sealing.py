"""Secrets that must be read again, encrypted at rest with a key that only the settings know.

A key of its own is derived from SECRET_KEY for each purpose, so a value that was sealed for one can't be passed off for
another. SECRET_KEY_FALLBACKS still open what was sealed before SECRET_KEY was changed.
"""

from base64 import urlsafe_b64encode
from functools import cache
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from api.derived_keys import derived_key

WEBHOOK_SECRETS: Final = "webhook secrets"
KEPT_ANSWERS: Final = "kept answers"


class CannotUnseal(Exception):
    """Sealed under a SECRET_KEY that is neither the one of now nor one of the fallbacks, or damaged."""


def seal(plain: bytes, purpose: str) -> bytes:
    """Encrypted and authenticated; 100 bytes and a third longer than the plain value."""
    return _box(purpose, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)).encrypt(plain)


def unseal(sealed: bytes, purpose: str) -> bytes:
    """What was sealed. Raises CannotUnseal."""
    try:
        return _box(purpose, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)).decrypt(bytes(sealed))
    except InvalidToken as wrong:
        raise CannotUnseal(purpose) from wrong


@cache
def _box(purpose: str, keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(urlsafe_b64encode(derived_key(key, purpose))) for key in keys])
