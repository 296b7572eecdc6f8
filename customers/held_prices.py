"""Prices hold still while a period runs: from its start, and for another plan from when the order first had it.

So a change and its undo cancel out whatever the price list did in between, and one more seat doesn't reprice the
others. The next period begins with the list as it is then.
"""

from decimal import Decimal
from typing import Any

from credits.models import Plan
from credits.pricing import Order, Prices, Quote, cost
from customers.models import Subscription


def held_prices(subscription: Subscription, plan_id: str) -> Prices | None:
    """What a plan costs this subscription until its period ends; None if the order didn't have it in this period."""
    stored = subscription.prices.get(plan_id)
    if stored is None:
        return None
    return Prices(stored["plan"], stored["aiLensMedical"], stored["addOns"], Decimal(stored["discountPercent"]))


def as_stored(quoted: Quote) -> dict[str, Any]:
    """The prices of a quote, as ``Subscription.prices`` keeps them by plan id."""
    prices = quoted.prices
    return {
        quoted.plan.slug: {
            "plan": prices.plan,
            "aiLensMedical": prices.ai_lens_medical,
            "addOns": dict(prices.add_ons),
            "discountPercent": str(prices.discount_percent),
        }
    }


def quote_next_period(
    plan: Plan, order: Order, discount_percent: Decimal, add_ons: dict[str, int], subscription_prices: dict[str, Any]
) -> Quote:
    """What the next period costs at the list as it is now. An add-on that has no price any more keeps its last one."""
    before = subscription_prices.get(plan.slug, {"addOns": {}})["addOns"]
    wanted = {name: add_ons.get(name, before.get(name, 0)) for name in order.ordered_add_ons}
    prices = Prices(plan.price, plan.ai_lens_medical_price, wanted, discount_percent)
    return Quote(plan, prices, cost(order, prices))
