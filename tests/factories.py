"""What tests start from: a partner with wallets, credits, a plan that it sells, and a key.

Plain functions with defaults; amounts in hundredths of a credit. A test names only what it is about.
"""

import itertools
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from credits import ledger
from credits.add_ons import ADD_ON_NAMES
from credits.models import AddOnPrice, Entry, GrantKind, Plan, RetailAddOnPrice, RetailPrice, Wallet
from credits.models.plan import Period
from credits.posting import Note
from credits.wallets import open_wallets
from customers.models import Customer, Organization, Subscription, SubscriptionStatus
from customers.periods import period_at
from generation.defaults import load_workspace_plans
from generation.models import WorkspacePlan
from generation.workspaces import create_workspace
from partners.accounts import create_partner
from partners.keys import create_key
from partners.models import Account, Tier
from partners.modes import LIVE

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Seller:
    """A partner that can sell: ``plan`` is open to it and enabled, ``key`` is a live key with every scope."""

    account: Account
    plan: Plan
    key: str

    def wallet(self, mode: str = LIVE) -> Wallet:
        """The wallet as the database has it now."""
        return wallet_of(self.account, mode)

    def balance(self, mode: str = LIVE) -> int:
        """What the wallet has now, held or not."""
        return self.wallet(mode).balance

    def entries(self, mode: str = LIVE) -> list[Entry]:
        """The ledger of the wallet, oldest first."""
        return list(Entry.objects.filter(wallet=self.wallet(mode)).order_by("sequence"))


def make_seller(*, balance: int = 1000_00, **tier: Any) -> Seller:
    """A partner with a live balance (one grant), a plan of 100.00 with retail prices for everything, and a live key."""
    account = make_partner(**tier)
    give_credits(account, balance)
    plan = make_plan()
    enable_plan(account, plan)
    price_add_ons(account)
    return Seller(account=account, plan=plan, key=make_key(account))


def make_tier(slug: str = "", **terms: Any) -> Tier:
    """A tier without a discount that may sell; ``terms`` are its fields, discount_percent in any number."""
    name = slug or f"tier-{next(_numbers)}"
    if "discount_percent" in terms:
        terms["discount_percent"] = Decimal(str(terms["discount_percent"]))
    return Tier.objects.create(slug=name, name=name.capitalize(), **terms)


def make_partner(name: str = "", **tier: Any) -> Account:
    """A partner's account in a tier of its own, with an empty wallet in each mode."""
    number = next(_numbers)
    account = create_partner(name=name or f"Partner {number}", tier=make_tier(**tier))
    open_wallets(account)
    return account


def make_workspace(name: str = "", *, plan: str = "free") -> Account:
    """A workspace's account with its sign-up credits in each mode; ``plan`` by its slug."""
    load_workspace_plans()
    chosen = WorkspacePlan.objects.get(slug=plan)
    return create_workspace(name=name or f"Workspace {next(_numbers)}", plan=chosen)


def make_key(account: Account, mode: str = LIVE, **options: Any) -> str:
    """The secret of a new key; ``options`` as partners.keys.create_key takes them."""
    return create_key(account=account, mode=mode, **{"name": f"Key {next(_numbers)}", **options}).secret


def bearer(secret: str) -> dict[str, str]:
    """Headers for Django's test client: client.get(path, headers=bearer(seller.key))."""
    return {"Authorization": f"Bearer {secret}"}


def wallet_of(account: Account, mode: str = LIVE) -> Wallet:
    """An account's wallet as the database has it now."""
    return Wallet.objects.get(account=account, mode=mode)


def give_credits(account: Account, amount: int, mode: str = LIVE) -> None:
    """A purchased grant that never expires; nothing for an amount of 0."""
    if amount:
        note = Note(reference=f"test:grant:{next(_numbers)}", description="Bought")
        wallet = wallet_of(account, mode)
        ledger.grant(wallet_id=wallet.pk, amount=amount, kind=GrantKind.PURCHASED, note=note)


def make_plan(slug: str = "", *, price: int = 100_00, ai_lens_medical_price: int = 10_00, **fields: Any) -> Plan:
    """A monthly plan that is active and open to every partner."""
    name = slug or f"plan-{next(_numbers)}"
    defaults = {"name": name.capitalize(), "open_to_all": True, "period": Period.MONTH}
    return Plan.objects.create(
        slug=name, price=price, ai_lens_medical_price=ai_lens_medical_price, **{**defaults, **fields}
    )


def enable_plan(account: Account, plan: Plan, **fields: Any) -> RetailPrice:
    """The partner's retail pricing of a plan: twice the wholesale price unless ``fields`` say otherwise."""
    prices = {"price": plan.price * 2, "ai_lens_medical_price": plan.ai_lens_medical_price * 2}
    return RetailPrice.objects.create(account=account, plan=plan, **{**prices, **fields})


def price_add_ons(account: Account, *, wholesale: int = 25_00, retail: int = 50_00) -> None:
    """One price for a unit of every add-on: the platform's, unless it has one already, and the partner's own."""
    prices = [AddOnPrice(add_on=name, price=wholesale) for name in ADD_ON_NAMES]
    AddOnPrice.objects.bulk_create(prices, ignore_conflicts=True)
    own = [RetailAddOnPrice(account=account, add_on=name, price=retail) for name in ADD_ON_NAMES]
    RetailAddOnPrice.objects.bulk_create(own)


def make_customer(seller: Seller, email: str = "", *, mode: str = LIVE, **fields: Any) -> Customer:
    """A customer who subscribes to the seller's plan, written past the API: nothing is charged."""
    address = email or f"customer{next(_numbers)}@example.com"
    customer = Customer.objects.create(account=seller.account, mode=mode, email=address, **fields)
    Organization.objects.create(customer=customer, name=address)
    subscribe(customer, seller.plan)
    return customer


def subscribe(customer: Customer, plan: Plan, **fields: Any) -> Subscription:
    """An active subscription of one seat whose first period begins now, as if it were paid."""
    now = timezone.now()
    end = period_at(now, plan.period, now).end
    period = {"period_start": now, "period_end": end, "anchor": now, "is_paid": True, "next_charge_at": end}
    terms = {"status": SubscriptionStatus.ACTIVE, "cost": plan.price, **period, **fields}
    return Subscription.objects.create(customer=customer, plan=plan, **terms)
