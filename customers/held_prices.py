"""Prices and refund rules hold still while a period runs: from its start, and for another plan from when the order
first had it.

So a change and its undo cancel out whatever the price list did in between, and one more seat doesn't reprice the
others. The next period begins with the list as it is then.
"""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from credits.models import Plan
from credits.models.plan import RefundRule
from credits.pricing import KeptPrice, Order, Prices, Quote, cost, period_prices
from customers.models import Subscription


def held_prices(subscription: Subscription, plan_id: str) -> Prices | None:
    """What a plan costs this subscription until its period ends; None if the order didn't have it in this period."""
    stored = subscription.prices.get(plan_id)
    if stored is None:
        return None
    return Prices(
        plan=stored["plan"],
        ai_lens_medical=stored["aiLensMedical"],
        add_ons=stored["addOns"],
        discount_percent=Decimal(stored["discountPercent"]),
        months=stored.get("months", 1),
        refund_rule=stored.get("refundRule", RefundRule.UNUSED.value),
        monthly_plan=stored.get("monthlyPlan", 0),
        kept={name: KeptPrice(**kept) for name, kept in stored.get("kept", {}).items()},
    )


def as_stored(quoted: Quote) -> dict[str, Any]:
    """The prices of a quote, as ``Subscription.prices`` keeps them by plan id."""
    prices = quoted.prices
    stored = {
        "plan": prices.plan,
        "aiLensMedical": prices.ai_lens_medical,
        "addOns": dict(prices.add_ons),
        "discountPercent": str(prices.discount_percent),
        "months": prices.months,
        "refundRule": prices.refund_rule,
        "monthlyPlan": prices.monthly_plan,
    }
    kept = {name: asdict(kept) for name, kept in prices.kept.items()}
    return {quoted.plan.slug: {**stored, **({"kept": kept} if kept else {})}}


def quote_next_period(
    plan: Plan, order: Order, discount_percent: Decimal, add_ons: dict[str, int], subscription_prices: dict[str, Any]
) -> Quote:
    """What the next period costs at the list as it is now. An add-on that has no price any more keeps its last one."""
    before = _last_for_a_month(subscription_prices.get(plan.slug, {"addOns": {}}))
    wanted = {name: add_ons.get(name, before.get(name, 0)) for name in order.ordered_add_ons}
    prices = period_prices(plan, wanted, discount_percent)
    return Quote(plan, prices, cost(order, prices))


def _last_for_a_month(stored: dict[str, Any]) -> dict[str, int]:
    """Return the stored prices of add-ons for a month. Those from before prices were monthly count as such."""
    months = stored.get("months", 1)
    kept = {name: price["price"] for name, price in stored.get("kept", {}).items()}
    return {**kept, **{name: price // months for name, price in stored["addOns"].items()}}
