"""The gate of both surfaces: key, account, address, scope and rate limit in one SQL round trip.

An endpoint may have the gate read more beside it (``columns``): SQL expressions over ``called``, the row of the caller.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import Any, Final, NamedTuple

from django.http import HttpRequest

from api.statements import run_first, sql_beside
from errors_docs.exceptions import (
    AccountInactive,
    AddressNotAllowed,
    InsufficientScope,
    InvalidKey,
    RevokedKey,
)
from errors_docs.surfaces import Surface
from partners import last_used, rate_limits, refused_keys
from partners.addresses import plain_address
from partners.caller import Caller, PartnerTerms, RateWindowState
from partners.key_problems import refuse_malformed
from partners.models import AccountStatus
from partners.presented_key import presented_key
from partners.scopes import scopes_that_allow

#: Columns of gate.sql on a surface whose keys have no limit of their own.
NO_KEY_LIMIT: Final = "NULL::int AS own_used, NULL::bigint AS own_frees_in, NULL::int AS own_others"


@dataclass(frozen=True)
class Ask:
    """What one endpoint asks of the gate."""

    surface: Surface
    scope: str
    columns: tuple[str, ...] = ()


class Found(NamedTuple):
    """The columns of gate.sql, in its order."""

    key_id: int
    key_public_id: str
    mode: str
    scopes: list[str]
    revoked_at: datetime.datetime | None
    expired: bool | None
    address_allowed: bool
    monthly_cap: int | None
    account_id: int
    account_public_id: str
    account_name: str
    account_status: str
    account_created_at: datetime.datetime
    trial_ends_at: datetime.datetime | None
    tier: str | None
    discount_percent: Decimal | None
    may_sell: bool | None
    quota: int
    window_key: str
    used: int | None
    frees_in_ms: int | None
    others: int | None
    own_used: int | None
    own_frees_in_ms: int | None
    own_others: int | None


def admit(request: HttpRequest, ask: Ask) -> Caller:
    """The caller of an admitted request.

    Raises MissingKey, ConflictingKeys, MalformedKey, InvalidKey, RevokedKey, AccountInactive, AddressNotAllowed,
    InsufficientScope or RateLimited, in the order in which a request travels; and ServiceUnavailable while the database
    is away.
    """
    secret = presented_key(request)
    refuse_malformed(ask.surface, secret)
    address = plain_address(str(request.META.get("REMOTE_ADDR", "")))
    found, columns = _look_up(secret, address, ask)
    unusable = InvalidKey() if found is None else _why_unusable(found)
    if found is None or unusable is not None:
        refused_keys.count(address)
        raise unusable or InvalidKey()
    request.account_id = found.account_public_id  # type: ignore[attr-defined]  # for the access log
    request.known_key = (found.account_id, found.key_id, found.mode)  # type: ignore[attr-defined]  # for the request log
    _refuse_what_the_key_may_not(request, found, address, ask)
    window = _window_of(ask, found)
    request.rate_window = window  # type: ignore[attr-defined]  # the view sends it as headers, on a refusal too
    if window.used is None:
        raise window.refusal()
    last_used.note(found.key_id)
    return _caller(found, window, columns)


@cache
def statement(columns: tuple[str, ...], limits_keys: bool = False) -> str:
    """gate.sql with an endpoint's columns. They are constants of the code, never anything that a caller sent."""
    admission = sql_beside(__file__, "admission_by_key.sql" if limits_keys else "admission.sql")
    key_limit = sql_beside(__file__, "key_limit.sql") if limits_keys else NO_KEY_LIMIT
    beside = "".join(f", {column}" for column in columns)
    gate = sql_beside(__file__, "gate.sql").replace("{admission}", admission).replace("{key_limit}", f",\n{key_limit}")
    return gate.replace("{columns}", beside)


def _look_up(secret: str, address: str, ask: Ask) -> tuple[Found | None, tuple[Any, ...]]:
    values = {
        "hash": sha256(secret.encode()).digest(),
        "kind": ask.surface.account_kind,
        "address": address,
        "scopes": f"{{{','.join(scopes_that_allow(ask.surface, ask.scope))}}}",
        "quota": rate_limits.DEFAULT_QUOTA[ask.surface.name],
        "key_quota": rate_limits.KEY_QUOTA.get(ask.surface.name, 0),
        "counted": rate_limits.counted_in_postgresql(),
    }
    rows = run_first(statement(ask.columns, ask.surface.name in rate_limits.KEY_QUOTA), values)
    own = len(Found._fields)
    return (Found._make(rows[0][:own]), rows[0][own:]) if rows else (None, ())


def _why_unusable(found: Found) -> InvalidKey | None:
    if found.revoked_at is not None:
        return RevokedKey(revoked_at=found.revoked_at)
    if found.account_status != AccountStatus.ACTIVE:
        return AccountInactive()
    return InvalidKey() if found.expired else None


def _refuse_what_the_key_may_not(request: HttpRequest, found: Found, address: str, ask: Ask) -> None:
    """Such a refusal is not counted, but says as every answer how much is left."""
    scoped = not set(found.scopes).isdisjoint(scopes_that_allow(ask.surface, ask.scope))
    if found.address_allowed and scoped:
        return
    uncounted = _uncounted(ask, found)
    request.rate_window = uncounted  # type: ignore[attr-defined]  # as in admit
    if not found.address_allowed:
        raise AddressNotAllowed(address=address)
    raise InsufficientScope(required_scope=ask.scope, granted_scopes=found.scopes)


def _window_of(ask: Ask, found: Found) -> RateWindowState:
    """The limit that refused the request, or that is nearer to its end."""
    quota = rate_limits.KEY_QUOTA.get(ask.surface.name)
    if quota is None:
        return rate_limits.window_of(found.window_key, found.quota, found.used, found.frees_in_ms)
    if not rate_limits.counted_in_postgresql():
        return rate_limits.hit_both(found.window_key, found.quota, f"key:{found.key_id}", quota)
    own = RateWindowState(quota, found.own_used, found.own_frees_in_ms or 0)
    shared = RateWindowState(found.quota, found.used, found.frees_in_ms or 0)
    if found.used is None:
        return own if (found.own_others or 0) >= quota else shared
    return rate_limits.nearer(own, shared)


def _uncounted(ask: Ask, found: Found) -> RateWindowState:
    """As it is without this request."""
    shared = rate_limits.uncounted(found.window_key, found.quota, found.others, found.frees_in_ms)
    quota = rate_limits.KEY_QUOTA.get(ask.surface.name)
    if quota is None:
        return shared
    own = rate_limits.uncounted(f"key:{found.key_id}", quota, found.own_others, found.own_frees_in_ms)
    return rate_limits.nearer(own, shared)


def _caller(found: Found, window: RateWindowState, columns: tuple[Any, ...]) -> Caller:
    return Caller(
        account_id=found.account_id,
        account_public_id=found.account_public_id,
        account_name=found.account_name,
        account_status=found.account_status,
        account_created_at=found.account_created_at,
        key_id=found.key_id,
        key_public_id=found.key_public_id,
        mode=found.mode,
        scopes=tuple(found.scopes),
        monthly_cap=found.monthly_cap,
        partner=_terms(found),
        window=window,
        columns=columns,
    )


def _terms(found: Found) -> PartnerTerms | None:
    if found.tier is None or found.discount_percent is None or found.may_sell is None:
        return None
    return PartnerTerms(found.tier, found.discount_percent, found.may_sell, found.trial_ends_at)
