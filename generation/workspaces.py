"""Workspaces: opening, closing, and reading one in the gate's round trip."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import orjson
from django.db import transaction
from django.utils import timezone

from credits import ledger
from credits.models import GrantKind, Wallet
from credits.posting import Note
from credits.wallets import WALLET_COLUMN, WalletState, open_wallets, wallet_of
from errors_docs.exceptions import PlanGate
from errors_docs.surfaces import WORKSPACE
from generation.defaults import FIRST_PLAN, SIGN_UP_CREDITS
from generation.models import Workspace, WorkspacePlan
from generation.refresh import change_plan, month_at, refresh
from generation.tools import Tool
from partners.accounts import set_account_status
from partners.caller import Caller
from partners.models import Account, AccountStatus

#: A gate column (partners/gate.py): the caller's plan, and each plan's rank and name, with which tools are compared.
WORKSPACE_COLUMN: Final = (
    "(SELECT jsonb_build_array(p.slug, p.name, p.rank, p.regenerations,"
    " extract(epoch FROM s.next_refresh_at),"
    " (SELECT jsonb_object_agg(every.slug, jsonb_build_array(every.rank, every.name))"
    " FROM generation_workspaceplan every))"
    " FROM generation_workspace s JOIN generation_workspaceplan p ON p.id = s.plan_id"
    " WHERE s.account_id = called.account_id)::text"
)
GATE_COLUMNS: Final = (WALLET_COLUMN, WORKSPACE_COLUMN)


@dataclass(frozen=True)
class WorkspaceTerms:
    """What the workspace's plan is; ``plans`` has (rank, name) of each plan by its slug."""

    plan: str
    plan_name: str
    rank: int
    regenerations: int | None
    next_refresh_at: datetime.datetime
    plans: Mapping[str, tuple[int, str]]

    def opens(self, tool: Tool) -> bool:
        """Whether the plan has the tool. A tool whose lowest plan is gone is closed to all, until that is back."""
        lowest = self.plans.get(tool.lowest_plan)
        return lowest is not None and self.rank >= lowest[0]

    def name_of(self, slug: str) -> str:
        """A plan's name."""
        return self.plans[slug][1] if slug in self.plans else slug

    def refuse_gated(self, tool: Tool) -> None:
        """Raises PlanGate for a tool of a higher plan."""
        if not self.opens(tool):
            raise PlanGate(required_plan=self.name_of(tool.lowest_plan), current_plan=self.plan_name)


@dataclass(frozen=True)
class WorkspaceState:
    """The caller's terms and its wallet in the key's mode."""

    terms: WorkspaceTerms
    wallet: WalletState


def workspace_of(caller: Caller) -> WorkspaceState:
    """What GATE_COLUMNS read; if the workspace's month had ended just then, as it is after the refresh."""
    terms, wallet = _terms(caller.columns[1]), wallet_of(caller)
    if terms.next_refresh_at > timezone.now():
        return WorkspaceState(terms, wallet)
    refresh(caller.account_id)
    profile = Workspace.objects.get(pk=caller.account_id)
    now = Wallet.objects.get(pk=wallet.id)
    fresh = {**vars(terms), "next_refresh_at": profile.next_refresh_at}
    return WorkspaceState(WorkspaceTerms(**fresh), WalletState(now.pk, now.balance, now.held, now.entries))


@transaction.atomic
def create_workspace(*, name: str, plan: WorkspacePlan | None = None) -> Account:
    """An account with its profile, wallets and the credits of its sign-up; on a higher plan its first month's too."""
    account = Account.objects.create(kind=WORKSPACE.account_kind, name=name)
    open_wallets(account)
    now = timezone.now()
    Workspace.objects.create(
        account=account,
        plan=WorkspacePlan.objects.get(slug=FIRST_PLAN),
        anchored_at=now,
        next_refresh_at=month_at(now, now).end,
    )
    _give_sign_up_credits(account)
    if plan is not None and plan.slug != FIRST_PLAN:
        change_plan(account_id=account.pk, plan=plan)
    return account


def delete_workspace(account: Account) -> None:
    """Its keys answer workspace_not_found from now on. Rows stay: the ledger is kept, and an operator may undo it."""
    set_account_status(account, AccountStatus.INACTIVE)


def _give_sign_up_credits(account: Account) -> None:
    for wallet in account.wallets.order_by("pk"):
        note = Note(reference="sign-up", description="Sign-up credits")
        ledger.grant(wallet_id=wallet.pk, amount=SIGN_UP_CREDITS, kind=GrantKind.PROMOTIONAL, note=note)


def _terms(column: str) -> WorkspaceTerms:
    plan, plan_name, rank, regenerations, refresh_at, plans = orjson.loads(column)
    next_refresh_at = datetime.datetime.fromtimestamp(refresh_at, datetime.UTC)
    return WorkspaceTerms(plan, plan_name, rank, regenerations, next_refresh_at, plans)
