"""Opening an account for somebody who signs up: everything that a first call needs, in test mode, at once."""

from typing import Final

from django.db import transaction

from credits import ledger
from credits.add_ons import ADD_ON_NAMES
from credits.models import GrantKind, RetailAddOnPrice, RetailPrice, Wallet
from credits.posting import Note
from credits.pricing import add_on_prices, sellable_plans
from credits.wallets import open_wallets
from errors_docs.surfaces import PARTNER
from generation.defaults import load_workspace_plans
from generation.workspaces import create_workspace
from partners.accounts import create_partner
from partners.defaults import load_tiers
from partners.models import Account, Tier, User
from partners.modes import TEST
from portal.models import Membership
from portal.roles import Role
from portal.sample_keys import sample_secret

#: The tier that who signs up begins in.
FIRST_TIER: Final = "trial"
#: Hundredths of a credit in the test wallet: some twenty customers of the default plans.
TEST_CREDITS: Final = 1000_00
#: What retail prices begin with, in percent above wholesale: a suggestion that the plans page changes.
MARKUP: Final = 50


@transaction.atomic
def open_account(*, user: User, kind: str, name: str) -> Account:
    """An account of one kind with its first owner, wallets, test credits and sample key; a partner's plans enabled."""
    account = _partner(name, user.email) if kind == PARTNER.account_kind else _workspace(name)
    Membership.objects.create(user=user, account=account, role=Role.OWNER)
    sample_secret(account, user)
    return account


def _partner(name: str, email: str) -> Account:
    account = create_partner(name=name, tier=_first_tier(), contact_email=email)
    open_wallets(account)
    _give_test_credits(account)
    _enable_plans(account)
    return account


def _workspace(name: str) -> Account:
    """With the credits of its sign-up in both modes. On a new server its plans are made first."""
    load_workspace_plans()
    return create_workspace(name=name)


def _first_tier() -> Tier:
    tier = Tier.objects.filter(slug=FIRST_TIER).first()
    if tier is None:
        load_tiers()
        tier = Tier.objects.get(slug=FIRST_TIER)
    return tier


def _give_test_credits(account: Account) -> None:
    ledger.grant(
        wallet_id=Wallet.objects.get(account=account, mode=TEST).pk,
        amount=TEST_CREDITS,
        kind=GrantKind.PROMOTIONAL,
        note=Note(reference="sign-up", description="Test credits"),
    )


def _enable_plans(account: Account) -> None:
    """Every plan that is open to the account, so that its first order isn't refused for a missing price."""
    RetailPrice.objects.bulk_create(
        RetailPrice(
            account=account,
            plan_id=plan.pk,
            price=suggested(plan.price),
            ai_lens_medical_price=suggested(plan.ai_lens_medical_price),
        )
        for plan in sellable_plans(account.pk)
    )
    prices = add_on_prices(account.pk)
    RetailAddOnPrice.objects.bulk_create(
        RetailAddOnPrice(account=account, add_on=name, price=suggested(prices[name].wholesale))
        for name in ADD_ON_NAMES
        if name in prices
    )


def suggested(wholesale: int) -> int:
    """A retail price to begin with."""
    return wholesale * (100 + MARKUP) // 100
