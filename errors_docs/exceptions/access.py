"""Refusals about who is calling and how they may call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from errors_docs.exceptions.base import DomainError
from errors_docs.money import Money


@dataclass(eq=False)
class MissingKey(DomainError):
    """No API key on the request; ``reason`` says what came in its place (errors_docs/catalogues/key_reasons.py)."""

    reason: str = "no_key"


@dataclass(eq=False)
class ConflictingKeys(DomainError):
    """Authorization and X-API-Key carry two different keys; guessing would charge the wrong account."""


@dataclass(eq=False)
class InvalidKey(DomainError):
    """No usable key: unknown, expired, or one of the special cases below.

    Those that need the database have one reason: nobody learns from it whether there is such a key.
    """

    reason = "unusable"


@dataclass(eq=False)
class MalformedKey(InvalidKey):
    """The key does not have this surface's shape, or its checksum is wrong; the database was never asked.

    ``reason`` says what the text looks like (errors_docs/catalogues/key_reasons.py), and nothing of it is repeated.
    """

    expected: str
    reason: str = "mistyped"


@dataclass(eq=False)
class RevokedKey(InvalidKey):
    """The key was revoked; revoked keys never come back."""

    revoked_at: datetime


@dataclass(eq=False)
class AccountInactive(InvalidKey):
    """The account behind the key was deactivated or deleted."""


@dataclass(eq=False)
class InsufficientScope(DomainError):
    """The key is good but lacks the scope of this endpoint."""

    required_scope: str
    granted_scopes: Sequence[str]


@dataclass(eq=False)
class KeyCapReached(DomainError):
    """The key's own monthly cap would be passed, whatever the balance; nothing moved."""

    cap: Money
    spent: Money
    required: Money
    resets_at: datetime


@dataclass(eq=False)
class RequestNotFound(DomainError):
    """The account has no such request in this mode, or it is older than the log."""


@dataclass(eq=False)
class AddressNotAllowed(DomainError):
    """The key may only be used from certain networks, and this address is in none of them."""

    address: str


@dataclass(eq=False)
class RateLimited(DomainError):
    """More requests, or more mail, in the window than the limit allows; ``reason`` says which."""

    limit: int
    window_seconds: int
    retry_after: int
    reason: str = "requests"

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Retry-After": str(self.retry_after)}
