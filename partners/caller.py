"""Who is calling: what the gate found out about the key, for the rest of the request."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from errors_docs.exceptions import RateLimited

WINDOW_SECONDS = 60


@dataclass(frozen=True)
class PartnerTerms:
    """What a partner's tier and trial allow it."""

    tier: str
    discount_percent: Decimal
    may_sell: bool
    trial_ends_at: datetime.datetime | None


@dataclass(frozen=True)
class RateWindowState:
    """One limit as this request found it; ``used`` is None if the request was not admitted."""

    limit: int
    used: int | None
    #: Milliseconds until the oldest counted request leaves the window.
    frees_in_ms: int

    @property
    def remaining(self) -> int:
        return 0 if self.used is None else max(0, self.limit - self.used)

    @property
    def frees_in_seconds(self) -> int:
        """Whole seconds, rounded up, at least one: after so long a place is free."""
        return max(1, -(-self.frees_in_ms // 1000))

    def refusal(self) -> RateLimited:
        return RateLimited(limit=self.limit, window_seconds=WINDOW_SECONDS, retry_after=self.frees_in_seconds)

    def headers(self) -> dict[str, str]:
        """RateLimit-Policy and RateLimit as the IETF draft (ratelimit-headers) writes them."""
        return {
            "RateLimit-Policy": f'"requests";q={self.limit};w={WINDOW_SECONDS}',
            "RateLimit": f'"requests";r={self.remaining};t={self.frees_in_seconds}',
        }


@dataclass(frozen=True)
class Caller:
    """The authenticated principal: ``self.caller`` of a keyed view. Every query of a view starts from its account."""

    account_id: int
    account_public_id: str
    account_name: str
    account_status: str
    account_created_at: datetime.datetime
    key_id: int
    key_public_id: str
    mode: str
    scopes: tuple[str, ...]
    #: Hundredths of a credit that the key may charge in a calendar month; None: no cap of its own.
    monthly_cap: int | None
    partner: PartnerTerms | None
    window: RateWindowState
    #: What the endpoint asked the gate to read beside it, by column.
    columns: tuple[Any, ...]
