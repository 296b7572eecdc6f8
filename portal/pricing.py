"""A partner's plans with wholesale, retail and margin, and setting the retail side."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from credits.add_ons import ADD_ONS, AddOn
from credits.models import RetailAddOnPrice, RetailPrice
from credits.plans import wholesale_monthly_price
from credits.pricing import add_on_prices, discounted, sellable_plans
from partners.models import Account

if TYPE_CHECKING:
    from credits.pricing import SellablePlan


@dataclass(frozen=True)
class Sides:
    """One price on both sides of the partner, in hundredths; retail None: not set."""

    wholesale: int
    retail: int | None

    @property
    def margin(self) -> int | None:
        return None if self.retail is None else self.retail - self.wholesale

    @property
    def margin_percent(self) -> int | None:
        """Of the retail price."""
        return None if self.margin is None or not self.retail else round(self.margin * 100 / self.retail)


@dataclass(frozen=True)
class PlanRow:
    plan: "SellablePlan"
    price: Sides
    ai_lens_medical: Sides
    monthly_price: int | None


@dataclass(frozen=True)
class AddOnRow:
    add_on: AddOn
    price: Sides


def plan_rows(account: Account) -> list[PlanRow]:
    """Every plan that is open to the partner, enabled or not."""
    discount = discount_of(account)
    return [
        PlanRow(
            plan,
            Sides(discounted(plan.price, discount), plan.retail_price),
            Sides(discounted(plan.ai_lens_medical_price, discount), plan.retail_ai_lens_medical_price),
            wholesale_monthly_price(plan, discount),
        )
        for plan in sellable_plans(account.pk)
    ]


def add_on_rows(account: Account) -> list[AddOnRow]:
    """Every add-on that has a wholesale price."""
    discount, prices = discount_of(account), add_on_prices(account.pk)
    return [
        AddOnRow(add_on, Sides(discounted(prices[add_on.name].wholesale, discount), prices[add_on.name].retail))
        for add_on in ADD_ONS
        if add_on.name in prices
    ]


def discount_of(account: Account) -> Decimal:
    """The tier's wholesale discount."""
    return account.partner.tier.discount_percent


def set_plan_price(
    account: Account, plan: "SellablePlan", *, is_enabled: bool, price: int | None, ai_lens_medical_price: int | None
) -> None:
    """For orders from now on; what customers pay the partner is not charged here."""
    prices = {"is_enabled": is_enabled, "price": price, "ai_lens_medical_price": ai_lens_medical_price}
    RetailPrice.objects.update_or_create(account=account, plan_id=plan.pk, defaults=prices)


@transaction.atomic
def set_add_on_prices(account: Account, prices: Mapping[str, int | None]) -> None:
    """None takes a price away: the add-on can't be ordered any more."""
    for name, price in prices.items():
        if price is None:
            RetailAddOnPrice.objects.filter(account=account, add_on=name).delete()
        else:
            RetailAddOnPrice.objects.update_or_create(account=account, add_on=name, defaults={"price": price})
