"""A second approval for credits that are moved by hand, above APPROVAL_ABOVE."""

import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from credits import ledger
from credits.models import Approval, ApprovalState, Entry, GrantKind, Kind, Wallet
from credits.posting import Note
from errors_docs.exceptions import InsufficientCredits
from errors_docs.money import format_credits
from partners.models import User
from partners.modes import LIVE

#: What an operator moved in a wallet within this time counts together: ten small grants are one large one.
COUNTED: Final = datetime.timedelta(days=1)


class ApprovalRefused(ValueError):
    """A decision that can't be taken, with the reason in words for the operator; nothing moved."""


def needs_approval(*, wallet: Wallet, actor: User, amount: int) -> bool:
    """Whether somebody else must agree to what this operator wants to move, up or down. Test credits never need it."""
    limit = settings.APPROVAL_ABOVE
    if limit is None or wallet.mode != LIVE:
        return False
    moved = Entry.objects.filter(
        wallet=wallet,
        kind__in=[Kind.GRANT, Kind.ADJUSTMENT],
        actor=actor,
        approval=None,
        created_at__gt=timezone.now() - COUNTED,
    ).aggregate(total=Sum("amount", default=0))
    return bool(moved["total"] + abs(amount) > limit)


def approve(*, approval_id: int, by: User) -> Approval:
    """Move the credits, in the name of the operator that asked. Raises ApprovalRefused, Approval.DoesNotExist."""
    with transaction.atomic():
        approval = _undecided(approval_id, by)
        if approval.expires_at is not None and approval.expires_at <= timezone.now():
            raise ApprovalRefused("The moment at which these credits expire has passed; decline it.")
        try:
            movement = _move(approval)
        except InsufficientCredits as short:
            raise ApprovalRefused(f"Only {format_credits(short.current)} credits are available.") from short
        except ledger.LedgerConflict as conflict:
            raise ApprovalRefused("The form that asked for it has moved credits already; decline it.") from conflict
        return _decide(approval, by, ApprovalState.APPROVED, entry_id=movement.entry_id)


def decline(*, approval_id: int, by: User) -> Approval:
    """End it without moving anything. Raises ApprovalRefused, Approval.DoesNotExist."""
    with transaction.atomic():
        return _decide(_undecided(approval_id, by), by, ApprovalState.DECLINED)


def _undecided(approval_id: int, by: User) -> Approval:
    """Lock and return it, so that of two decisions the second one finds the first."""
    approval = Approval.objects.select_for_update(of=("self",)).select_related("asked_by", "wallet").get(pk=approval_id)
    if approval.state != ApprovalState.WAITING:
        raise ApprovalRefused(f"It was {approval.state} before.")
    if approval.asked_by_id == by.pk:
        raise ApprovalRefused("Somebody else must decide: you asked for it.")
    return approval


def _move(approval: Approval) -> ledger.Movement:
    note = Note(reference=approval.reference, description=approval.description, actor=approval.asked_by)
    if not approval.grant_kind:
        return ledger.adjust(wallet_id=approval.wallet_id, amount=approval.amount, note=note)
    return ledger.grant(
        wallet_id=approval.wallet_id,
        amount=approval.amount,
        kind=GrantKind(approval.grant_kind),
        note=note,
        expires_at=approval.expires_at,
    )


def _decide(approval: Approval, by: User, state: ApprovalState, *, entry_id: int | None = None) -> Approval:
    approval.state, approval.decided_by, approval.decided_at = state, by, timezone.now()
    approval.entry_id = entry_id
    approval.save(update_fields=["state", "decided_by", "decided_at", "entry"])
    return approval
