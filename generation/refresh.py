"""A month's credits: each refresh replaces what is left of the last, exactly once for each workspace and month.

Monthly credits expire at the moment of the next refresh, so a task that comes late neither lengthens nor shortens a
month; whoever calls meanwhile brings the refresh about itself.
"""

import datetime

from django.db import transaction
from django.utils import timezone

from credits import ledger
from credits.models import GrantKind, Wallet
from credits.models.plan import Period
from credits.posting import Note
from customers.periods import Span, period_at
from generation.models import Workspace, WorkspacePlan
from partners.models import AccountStatus


def refresh_due() -> int:
    """Refreshes every workspace whose month has ended; returns how many. Safe to run twice, late or in parallel."""
    now = timezone.now()
    due = Workspace.objects.filter(next_refresh_at__lte=now, account__status=AccountStatus.ACTIVE)
    return sum(refresh(account_id) for account_id in due.values_list("pk", flat=True).iterator(chunk_size=500))


@transaction.atomic
def refresh(account_id: int) -> bool:
    """Begins the workspace's next month if it is due. False if it wasn't, or somebody else has just done it."""
    workspace = _locked(account_id)
    now = timezone.now()
    if workspace.next_refresh_at > now:
        return False
    _give_month(workspace, workspace.plan, month_at(workspace.anchored_at, now))
    return True


@transaction.atomic
def change_plan(*, account_id: int, plan: WorkspacePlan) -> None:
    """Puts a workspace on another plan at once.

    A plan that gives more begins a new month now, with its credits in place of what is left of the old plan's; one that
    gives less lets the month that was given run out.
    """
    workspace = _locked(account_id)
    before, workspace.plan = workspace.plan, plan
    workspace.save(update_fields=["plan"])
    if plan.monthly_credits > before.monthly_credits:
        _begin_month_now(workspace, plan)


def month_at(anchor: datetime.datetime, moment: datetime.datetime) -> Span:
    """The month, counted from the anchor, that a moment falls into."""
    return period_at(anchor, Period.MONTH, moment)


def _begin_month_now(workspace: Workspace, plan: WorkspacePlan) -> None:
    now = timezone.now()
    workspace.anchored_at = now
    workspace.save(update_fields=["anchored_at"])
    for wallet in Wallet.objects.filter(account_id=workspace.pk).order_by("pk"):
        ledger.end_month(wallet_id=wallet.pk)
    _give_month(workspace, plan, month_at(now, now))


def _give_month(workspace: Workspace, plan: WorkspacePlan, month: Span) -> None:
    for wallet in Wallet.objects.filter(account_id=workspace.pk).order_by("pk"):
        ledger.expire(wallet_id=wallet.pk)
        if plan.monthly_credits:
            ledger.grant(
                wallet_id=wallet.pk,
                amount=plan.monthly_credits,
                kind=GrantKind.MONTHLY,
                expires_at=month.end,
                note=Note(
                    reference=f"monthly:{month.start.isoformat()}", description=f"{plan.name}: credits of the month"
                ),
            )
    workspace.next_refresh_at = month.end
    workspace.save(update_fields=["next_refresh_at"])


def _locked(account_id: int) -> Workspace:
    return Workspace.objects.select_for_update(of=("self",)).select_related("plan").get(pk=account_id)
