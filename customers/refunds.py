"""What a paid period is worth to the partner when it is given up: the refund rule of its plan (credits/models/plan.py).

The rule holds still while the period runs, as its prices do. Nothing ever comes back beyond the unused part.
"""

import datetime
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Final

from credits.models.plan import RefundRule
from credits.pricing import Order, Prices, Quote, cost, discounted
from customers.billing import order_of
from customers.held_prices import held_prices
from customers.models import Subscription
from customers.periods import months_since
from customers.proration import Remainder
from errors_docs.money import as_credits

# How amounts come about, for the history: each name in them is a key of the same explanation.
_LEFT: Final = "round(periodCost * secondsLeft / secondsInPeriod)"
_NEW: Final = "round(newCost * newSecondsLeft / newSecondsInPeriod)"
_OLD: Final = "round(oldCost * oldSecondsLeft / oldSecondsInPeriod)"


@dataclass(frozen=True)
class Reckoned:
    """An amount in hundredths, the formula that it comes from, and the formula's inputs that not every rule has."""

    amount: int
    formula: str
    inputs: dict[str, Any] = field(default_factory=dict)


#: Nothing comes back of what was not paid, and nothing is charged for it.
UNPAID: Final = Reckoned(0, "0")


def rule_of(subscription: Subscription) -> RefundRule:
    """Return the rule of the running period; one from before there were rules gives back its unused part."""
    held = held_prices(subscription, subscription.plan.slug)
    return RefundRule.UNUSED if held is None else RefundRule(held.refund_rule)


def refundable(subscription: Subscription, left: Remainder, now: datetime.datetime) -> Reckoned:
    """Return what comes back if the whole subscription ends now."""
    if not subscription.is_paid:
        return UNPAID
    return _worth(subscription, order_of(subscription), subscription.cost, left, now)


def moved_by_change(
    subscription: Subscription,
    after: Order,
    quoted: Quote,
    left: Remainder,
    new_left: Remainder,
    now: datetime.datetime,
) -> Reckoned:
    """Return what a change of a paid order moves: above 0 charged, below 0 refunded.

    More of the same plan costs its part of the period. Less of it, and the plan that another one replaces, comes back
    by the rule; under ``none`` the old plan is only counted against a new one that costs more.
    """
    unused, owed = left.worth(subscription.cost), new_left.worth(quoted.breakdown.total)
    rule, is_same_plan = rule_of(subscription), after.plan_id == subscription.plan.slug
    if rule == RefundRule.NONE:
        return Reckoned(max(owed - unused, 0), f"max({_NEW} - {_OLD}, 0)")
    if rule == RefundRule.UNUSED or (is_same_plan and owed >= unused):
        return Reckoned(owed - unused, f"{_NEW} - {_OLD}")
    refund = refundable(subscription, left, now).amount
    inputs = {"oldRefund": as_credits(refund)}
    if not is_same_plan:
        return Reckoned(owed - refund, f"{_NEW} - oldRefund", inputs)
    new_refund = _worth(subscription, after, quoted.breakdown.total, left, now).amount
    inputs["newRefund"] = as_credits(new_refund)
    amount = -min(unused - owed, max(refund - new_refund, 0))
    return Reckoned(amount, f"-min({_OLD} - {_NEW}, max(oldRefund - newRefund, 0))", inputs)


def bound_by(subscription: Subscription, quoted: Quote) -> Quote:
    """Return the quote of a change under the running period's rule: what doesn't come back can't be moved elsewhere."""
    if not subscription.is_paid or rule_of(subscription) != RefundRule.NONE:
        return quoted
    return replace(quoted, prices=replace(quoted.prices, refund_rule=RefundRule.NONE.value))


def _worth(subscription: Subscription, order: Order, whole: int, left: Remainder, now: datetime.datetime) -> Reckoned:
    """Return what is left of the price of an order of the plan that the subscription has."""
    prices = held_prices(subscription, subscription.plan.slug)
    if prices is None or prices.refund_rule == RefundRule.UNUSED:
        return Reckoned(left.worth(whole), _LEFT)
    if prices.refund_rule == RefundRule.NONE:
        return Reckoned(0, "0")
    months = months_since(subscription.anchor, subscription.period_start, now)
    used = int(_for_a_month(order, prices) * months + Fraction(1, 2))
    inputs = {"monthsUsed": round(float(months), 6), "usedMonthsCost": as_credits(used)}
    amount = max(min(left.worth(whole), whole - used), 0)
    return Reckoned(amount, f"max(min({_LEFT}, periodCost - usedMonthsCost), 0)", inputs)


def _for_a_month(order: Order, prices: Prices) -> Fraction:
    """Return what a used month costs: the plan at its price for a month, the rest at its part of the period."""
    breakdown = cost(order, prices)
    rest = breakdown.add_on_cost + breakdown.ai_lens_medical_cost
    return discounted(prices.monthly_plan * order.seats, prices.discount_percent) + Fraction(rest, prices.months)
