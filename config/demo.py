"""A demo partner with credits, prices and keys, a workspace with a key, and an administrator. Loading it twice changes
nothing.

Keys and passwords are kept as hashes, so the ones that were issued before are handed in, and issued anew only if
they no longer work.
"""

import datetime
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from credits import ledger
from credits.defaults import ADD_ON_PRICES, PLANS, load_plans
from credits.models import GrantKind, Plan, RetailAddOnPrice, RetailPrice, Wallet
from credits.posting import Note
from credits.wallets import open_wallets
from generation.defaults import load_workspace_plans
from generation.models import WorkspacePlan
from generation.workspaces import create_workspace
from partners.accounts import create_partner
from partners.defaults import load_tiers
from partners.keys import create_key
from partners.models import Account, ApiKey, Tier, User
from partners.modes import LIVE, MODES, TEST
from portal.models import Membership
from portal.roles import Role

WORKSPACE_NAME: Final = "Acme Planning (demo)"
WORKSPACE_PLAN: Final = "starter"
PARTNER_NAME: Final = "Acme Imaging (demo)"
CREDITS: Final = 10_000_00
#: Retail is the wholesale list price and so much more, in percent.
MARKUP: Final = 60
ADMIN_USER: Final = "admin"


@dataclass(frozen=True)
class Demo:
    """What a person or a script needs to use the demo."""

    live_key: str
    test_key: str
    admin_user: str
    admin_password: str
    workspace_key: str


@transaction.atomic
def load_demo(kept: Mapping[str, str]) -> Demo:
    """Loads what isn't there yet.

    ``kept`` has LIVE_KEY, TEST_KEY, WORKSPACE_KEY and ADMIN_PASSWORD of an earlier load, if any.
    """
    load_tiers()
    load_plans()
    load_workspace_plans()
    account = _partner()
    _set_retail_prices(account)
    for mode in MODES:
        _give_credits(account, mode)
    password = _administrator(kept.get("ADMIN_PASSWORD", ""))
    workspace = _workspace()
    _let_in(account, workspace)
    return Demo(
        live_key=_key(account, LIVE, kept.get("LIVE_KEY", "")),
        test_key=_key(account, TEST, kept.get("TEST_KEY", "")),
        admin_user=ADMIN_USER,
        admin_password=password,
        workspace_key=_key(workspace, LIVE, kept.get("WORKSPACE_KEY", "")),
    )


def _partner() -> Account:
    account = Account.objects.filter(kind="partner", name=PARTNER_NAME).order_by("id").first()
    if account is None:
        account = create_partner(
            name=PARTNER_NAME, tier=Tier.objects.get(slug="gold"), contact_email="demo@example.com"
        )
    open_wallets(account)
    return account


def _workspace() -> Account:
    account = Account.objects.filter(kind="workspace", name=WORKSPACE_NAME).order_by("id").first()
    if account is None:
        account = create_workspace(name=WORKSPACE_NAME, plan=WorkspacePlan.objects.get(slug=WORKSPACE_PLAN))
    for mode in MODES:
        _give_credits(account, mode)
    return account


def _set_retail_prices(account: Account) -> None:
    for plan in Plan.objects.filter(slug__in=PLANS):
        prices = {"price": _retail(plan.price), "ai_lens_medical_price": _retail(plan.ai_lens_medical_price)}
        RetailPrice.objects.get_or_create(account=account, plan=plan, defaults=prices)
    for add_on, price in ADD_ON_PRICES.items():
        RetailAddOnPrice.objects.get_or_create(account=account, add_on=add_on, defaults={"price": _retail(price)})


def _retail(wholesale: int) -> int:
    return wholesale * (100 + MARKUP) // 100


def _give_credits(account: Account, mode: str) -> None:
    """Once: the reference makes the second grant a replay of the first."""
    ledger.grant(
        wallet_id=Wallet.objects.get(account=account, mode=mode).pk,
        amount=CREDITS,
        kind=GrantKind.PURCHASED,
        expires_at=timezone.now() + datetime.timedelta(days=365),
        note=Note(reference="demo:credits", description="Demo credits"),
    )


def _key(account: Account, mode: str, kept: str) -> str:
    known = ApiKey.objects.filter(account=account, mode=mode, hash=sha256(kept.encode()).digest()).first()
    if known is not None and known.is_usable():
        return kept
    return create_key(account=account, name=f"Demo ({mode})", mode=mode).secret


def _let_in(*accounts: Account) -> None:
    """The administrator owns them in the portal, too, with an address that counts as verified."""
    user = User.objects.get(username=ADMIN_USER)
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True, "verified": True})
    for account in accounts:
        Membership.objects.get_or_create(user=user, account=account, defaults={"role": Role.OWNER})


def _administrator(kept: str) -> str:
    user, _ = User.objects.get_or_create(
        username=ADMIN_USER, defaults={"email": "admin@example.com", "is_staff": True, "is_superuser": True}
    )
    if kept and user.check_password(kept):
        return kept
    password = secrets.token_urlsafe(15)
    user.set_password(password)
    user.save(update_fields=["password"])
    return password
