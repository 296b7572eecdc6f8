"""The caller's own account as it sees it. Everything here was read by the gate: the endpoint itself asks nothing."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from django.utils import timezone

from api.answers import CreatedAt
from credits.wallets import WalletState
from errors_docs.money import Money
from partners.caller import WINDOW_SECONDS, Caller, PartnerTerms

TrialState = Literal["none", "active", "expired"]


@dataclass(frozen=True)
class TierTerms:
    """What the operator grants you; a change holds from the next request on."""

    id: Annotated[str, "such as registered, silver or gold; the operator names them"]
    discount_percent: Annotated[float, "off the wholesale prices, from 0 to 100"]
    may_sell: Annotated[bool, "false: creating a customer answers CANNOT_SELL"]


@dataclass(frozen=True)
class Trial:
    """Your own trial, not one of your customers."""

    state: Annotated[TrialState, "of your own trial; expired: creating a customer answers TRIAL_EXPIRED"]
    ends_at: Annotated[datetime.datetime | None, "when it ends or has ended; null: you have none"]


@dataclass(frozen=True)
class LedgerSeal:
    """The newest seal of your wallet's ledger. Keep it: the check program proves a later download with it."""

    through_sequence: Annotated[int, "the last entry that it covers; earlier ones are covered, too"]
    hash: Annotated[str, "64 hex digits"]


@dataclass(frozen=True)
class Credits:
    """Your wallet in the key's mode."""

    balance: Annotated[Money, "available and held together"]
    available: Annotated[Money, "what the next charge may take: balance less held"]
    held: Annotated[Money, "set aside by holds that are open"]
    seal: Annotated[LedgerSeal | None, "of the ledger, to keep as proof; null: nothing was sealed yet"]


@dataclass(frozen=True)
class Limits:
    """How often you may call; `RateLimit` on every answer says how much of it is left."""

    requests_per_window: Annotated[int, "for all keys of the account together"]
    window_seconds: Annotated[int, "the length of the rolling window in which they are counted"]


@dataclass(frozen=True)
class KeyInUse:
    id: Annotated[str, "the key's public id, as keyId of GET /requests/{requestId}; no secret"]
    scopes: Annotated[list[str], "all that it may do; each endpoint names the one that it needs"]


@dataclass(frozen=True)
class AccountAnswer:
    id: Annotated[str, "the account's; stable, and the same with live and test keys"]
    name: Annotated[str, "as in the portal's settings; welcome mails name you so"]
    status: Annotated[str, "active, as long as you can read it"]
    mode: Annotated[str, "live or test: the key's, and so that of everything this key sees"]
    created_at: CreatedAt
    tier: TierTerms
    trial: Trial
    credits: Credits
    limits: Limits
    key: Annotated[KeyInUse, "the key that asked"]


def account_answer(caller: Caller, wallet: WalletState, seal: Sequence[str] | None) -> AccountAnswer:
    """Profile, tier, trial, credits and limits of a partner; ``seal`` as SEAL_COLUMN reads it."""
    assert caller.partner is not None
    return AccountAnswer(
        id=caller.account_public_id,
        name=caller.account_name,
        status=caller.account_status,
        mode=caller.mode,
        created_at=caller.account_created_at,
        tier=TierTerms(caller.partner.tier, float(caller.partner.discount_percent), caller.partner.may_sell),
        trial=Trial(trial_state(caller.partner), caller.partner.trial_ends_at),
        credits=Credits(wallet.balance, wallet.available, wallet.held, _seal(seal)),
        limits=Limits(caller.window.limit, WINDOW_SECONDS),
        key=KeyInUse(caller.key_public_id, list(caller.scopes)),
    )


def _seal(columns: Sequence[str] | None) -> LedgerSeal | None:
    return LedgerSeal(int(columns[0]), columns[1]) if columns else None


def trial_state(terms: PartnerTerms) -> TrialState:
    """Whether the partner's own trial runs, has ended, or never was."""
    if terms.trial_ends_at is None:
        return "none"
    return "active" if terms.trial_ends_at > timezone.now() else "expired"
