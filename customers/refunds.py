"""What a paid period is worth to the partner when it is given up: the refund rule of its plan (credits/models/plan.py).

The rule holds still while the period runs, as its prices do. Nothing ever comes back beyond the unused part.
"""

import datetime
from dataclasses import replace
from fractions import Fraction

from credits.models.plan import RefundRule
from credits.pricing import Order, Prices, Quote, cost, discounted
from customers.billing import order_of
from customers.held_prices import held_prices
from customers.models import Subscription
from customers.periods import months_since
from customers.proration import Remainder


def rule_of(subscription: Subscription) -> RefundRule:
    """Return the rule of the running period; one from before there were rules gives back its unused part."""
    held = held_prices(subscription, subscription.plan.slug)
    return RefundRule.UNUSED if held is None else RefundRule(held.refund_rule)


def refundable(subscription: Subscription, left: Remainder, now: datetime.datetime) -> int:
    """Return what comes back if the whole subscription ends now, in hundredths."""
    if not subscription.is_paid:
        return 0
    return _worth(subscription, order_of(subscription), subscription.cost, left, now)


def moved_by_change(
    subscription: Subscription,
    after: Order,
    quoted: Quote,
    left: Remainder,
    new_left: Remainder,
    now: datetime.datetime,
) -> int:
    """Return what a change of a paid order moves: above 0 charged, below 0 refunded.

    More of the same plan costs its part of the period. Less of it, and the plan that another one replaces, comes back
    by the rule; under ``none`` the old plan is only counted against a new one that costs more.
    """
    unused, owed = left.worth(subscription.cost), new_left.worth(quoted.breakdown.total)
    rule = rule_of(subscription)
    if rule == RefundRule.NONE:
        return max(owed - unused, 0)
    if rule == RefundRule.UNUSED:
        return owed - unused
    worth = refundable(subscription, left, now)
    if after.plan_id != subscription.plan.slug:
        return owed - worth
    if owed >= unused:
        return owed - unused
    return -min(unused - owed, max(worth - _worth(subscription, after, quoted.breakdown.total, left, now), 0))


def bound_by(subscription: Subscription, quoted: Quote) -> Quote:
    """Return the quote of a change under the running period's rule: what doesn't come back can't be moved elsewhere."""
    if not subscription.is_paid or rule_of(subscription) != RefundRule.NONE:
        return quoted
    return replace(quoted, prices=replace(quoted.prices, refund_rule=RefundRule.NONE.value))


def _worth(subscription: Subscription, order: Order, whole: int, left: Remainder, now: datetime.datetime) -> int:
    """Return what is left of the price of an order of the plan that the subscription has."""
    prices = held_prices(subscription, subscription.plan.slug)
    if prices is None or prices.refund_rule == RefundRule.UNUSED:
        return left.worth(whole)
    if prices.refund_rule == RefundRule.NONE:
        return 0
    months = months_since(subscription.anchor, subscription.period_start, now)
    used = _for_a_month(order, prices) * months
    return max(min(left.worth(whole), whole - int(used + Fraction(1, 2))), 0)


def _for_a_month(order: Order, prices: Prices) -> Fraction:
    """Return what a used month costs: the plan at its price for a month, the rest at its part of the period."""
    breakdown = cost(order, prices)
    rest = breakdown.add_on_cost + breakdown.ai_lens_medical_cost
    return discounted(prices.monthly_plan * order.seats, prices.discount_percent) + Fraction(rest, prices.months)
