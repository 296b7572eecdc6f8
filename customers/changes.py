"""Changing a customer: profile fields, and the order behind its subscription, prorated to the second."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from credits.ledger import Movement
from credits.pricing import Order, Quote, quote
from customers.billing import charge_subscription, facts_of, order_in_words, refund_subscription, short_of
from customers.listing import locked_customer
from customers.models import Customer, Subscription
from customers.periods import period_end
from customers.proration import Remainder, remainder
from customers.states import Act, refuse_unless_allowed
from errors_docs.exceptions import CustomerExists, InsufficientCredits
from errors_docs.money import as_credits
from partners.caller import Caller, PartnerTerms
from partners.spending import count_spending

ORDER_FIELDS = frozenset({"plan_id", "seats", "add_ons", "ai_lens_medical"})


@dataclass(frozen=True)
class Change:
    """What a change did. ``amount`` in hundredths: above 0 charged, below 0 refunded."""

    customer: Customer
    old_cost: int
    new_cost: int
    left: Remainder
    amount: int
    movements: list[Movement]


def change_customer(
    *, caller: Caller, terms: PartnerTerms, wallet_id: int, customer_id: str, fields: Mapping[str, Any], dry_run: bool
) -> Change:
    """Applies the fields that were sent; a dry run does all of it and takes it back.

    Raises CustomerNotFound, OperationNotAllowed, PlanNotFound, PlanNotEnabled, CustomerExists, KeyCapReached,
    InsufficientCredits.
    """
    with transaction.atomic():
        customer = locked_customer(caller, customer_id)
        profile = {name: value for name, value in fields.items() if name not in ORDER_FIELDS}
        if profile:
            _change_profile(customer, profile)
        change = _change_order(caller, terms, customer, wallet_id, fields)
        if dry_run:
            transaction.set_rollback(True)
        return change


def _change_profile(customer: Customer, profile: Mapping[str, Any]) -> None:
    refuse_unless_allowed(customer, Act.CHANGE_PROFILE)
    for name, value in profile.items():
        setattr(customer, name, value)
    try:
        with transaction.atomic():
            customer.save(update_fields=list(profile))
    except IntegrityError as taken:
        raise CustomerExists from taken


def _change_order(
    caller: Caller, terms: PartnerTerms, customer: Customer, wallet_id: int, fields: Mapping[str, Any]
) -> Change:
    """Nothing is priced anew unless the order changes: a price that rose since must not be charged in passing."""
    if ORDER_FIELDS & set(fields):
        refuse_unless_allowed(customer, Act.CHANGE_ORDER)
    subscription, now = customer.subscription, timezone.now()
    left = remainder(subscription.period_start, subscription.period_end, now)
    before = order_of(subscription)
    after = _changed(before, fields)
    if after == before:
        return Change(customer, subscription.cost, subscription.cost, left, 0, [])
    quoted = quote(
        account_id=customer.account_id,
        discount_percent=terms.discount_percent,
        order=after,
        held_plan=subscription.plan.slug,
    )
    try:
        return _move_money(customer, wallet_id, after, quoted, _Moment(caller, terms, left, now))
    except InsufficientCredits as short:
        raise short_of(short, quoted) from short


@dataclass(frozen=True)
class _Moment:
    """Who asks for a change, when, and on which terms."""

    caller: Caller
    terms: PartnerTerms
    left: Remainder
    now: datetime.datetime


def _move_money(customer: Customer, wallet_id: int, after: Order, quoted: Quote, at: _Moment) -> Change:
    subscription = customer.subscription
    old_cost, new_cost = subscription.cost, quoted.breakdown.total
    new_period = subscription.is_paid and quoted.plan.period != subscription.plan.period
    unused = at.left.worth(old_cost) if subscription.is_paid else 0
    owed = new_cost if new_period else at.left.worth(new_cost) if subscription.is_paid else 0
    # Before any money moves, as everywhere: two orders of locks could wait for each other.
    count_spending(at.caller, owed - unused)
    facts = {
        **facts_of(quoted, after, at.terms.discount_percent),
        "proration": {
            "formula": "round(newCost * left / period) - round(oldCost * left / period)",
            "oldCost": as_credits(old_cost),
            "newCost": as_credits(new_cost),
            "secondsLeft": at.left.seconds,
            "secondsInPeriod": at.left.period_seconds,
            "newPeriod": new_period,
        },
    }
    words = order_in_words(quoted.plan.name, after.seats)
    subscription.revision += 1
    movements: list[Movement] = []
    if new_period:
        movements += refund_subscription(subscription, wallet_id, unused, "Unused part of the period before", facts)
        _begin_period(subscription, quoted, at.now)
        movements += charge_subscription(subscription, wallet_id, owed, f"{words}, new period", facts)
    elif owed > unused:
        movements += charge_subscription(subscription, wallet_id, owed - unused, f"Changed to {words}", facts)
    elif owed < unused:
        movements += refund_subscription(subscription, wallet_id, unused - owed, f"Changed to {words}", facts)
    _store(subscription, after, quoted)
    return Change(customer, old_cost, new_cost, at.left, owed - unused, movements)


def _begin_period(subscription: Subscription, quoted: Quote, now: datetime.datetime) -> None:
    """A plan of another period starts anew at once: a year can't be charged by a month's remainder."""
    subscription.period_number += 1
    subscription.revision = 0
    subscription.period_start, subscription.period_end = now, period_end(now, quoted.plan.period)
    subscription.anchor_day = now.day
    subscription.next_charge_at = subscription.period_end


def _store(subscription: Subscription, after: Order, quoted: Quote) -> None:
    subscription.plan = quoted.plan
    subscription.seats = after.seats
    subscription.add_ons = after.ordered_add_ons
    subscription.ai_lens_medical = after.ai_lens_medical
    subscription.cost = quoted.breakdown.total
    subscription.save()


def order_of(subscription: Subscription) -> Order:
    """What the subscription has now."""
    return Order(
        plan_id=subscription.plan.slug,
        seats=subscription.seats,
        add_ons=subscription.add_ons,
        ai_lens_medical=subscription.ai_lens_medical,
    )


def _changed(before: Order, fields: Mapping[str, Any]) -> Order:
    """The order with the sent fields in it; add-ons that were not sent stay."""
    sent = {name: fields[name] for name in ORDER_FIELDS & set(fields)}
    if "add_ons" in sent:
        merged = {**before.add_ons, **sent["add_ons"]}
        sent["add_ons"] = {name: units for name, units in merged.items() if units > 0}
    return replace(before, **sent)
