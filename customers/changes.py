"""Changing a customer: profile fields, and the order behind its subscription, prorated to the second."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from api.conditional import UNCONDITIONAL, Precondition
from credits.ledger import Movement
from credits.models.plan import RefundRule
from credits.pricing import Order, Quote, quote
from customers.billing import (
    charge_subscription,
    facts_of,
    order_in_words,
    order_of,
    refund_subscription,
    short_of,
)
from customers.events import customer_facts, record_of, subscription_updated
from customers.held_prices import as_stored, held_prices
from customers.listing import locked_customer
from customers.models import Customer, Subscription
from customers.periods import Span, period_at
from customers.proration import Remainder, remainder
from customers.quota import refuse_below_use
from customers.refunds import UNPAID, Reckoned, bound_by, moved_by_change, rule_of
from customers.states import Act, refuse_unless_allowed
from customers.trials import claim_trial, refuse_beyond_trial
from errors_docs.exceptions import CustomerExists, InsufficientCredits
from errors_docs.money import as_credits
from partners.caller import Caller, PartnerTerms
from partners.spending import count_spending
from webhooks.event_types import CustomerUpdated

ORDER_FIELDS = frozenset({"plan_id", "seats", "add_ons", "ai_lens_medical"})


@dataclass(frozen=True)
class Change:
    """What a change did. ``amount`` in hundredths: above 0 charged, below 0 refunded."""

    customer: Customer
    old_cost: int
    new_cost: int
    left: Remainder
    new_left: Remainder
    amount: int
    movements: list[Movement]


def change_customer(
    *,
    caller: Caller,
    terms: PartnerTerms,
    wallet_id: int,
    customer_id: str,
    fields: Mapping[str, Any],
    dry_run: bool,
    condition: Precondition = UNCONDITIONAL,
) -> Change:
    """Applies the fields that were sent; a dry run does all of it and takes it back.

    Raises CustomerNotFound, PreconditionFailed, OperationNotAllowed, PlanNotFound, PlanNotEnabled, StorageInUse,
    TrialLimit, TrialUsed, CustomerExists, KeyCapReached, InsufficientCredits.
    """
    with transaction.atomic():
        customer = locked_customer(caller, customer_id, condition)
        profile = {name: value for name, value in fields.items() if name not in ORDER_FIELDS}
        differs = any(getattr(customer, name) != value for name, value in profile.items())
        if profile:
            _change_profile(customer, profile)
        before = order_of(customer.subscription)
        change = _change_order(caller, terms, customer, wallet_id, fields)
        if dry_run:
            transaction.set_rollback(True)
        else:
            _record(customer, profile=differs, order=order_of(customer.subscription) != before)
        return change


def _record(customer: Customer, *, profile: bool, order: bool) -> None:
    """Nothing is said of what was sent but is as it was."""
    data = [CustomerUpdated(customer_facts(customer))] if profile else []
    record_of(customer, *data, *([subscription_updated(customer.subscription)] if order else []))


def _change_profile(customer: Customer, profile: Mapping[str, Any]) -> None:
    refuse_unless_allowed(customer, Act.CHANGE_PROFILE)
    for name, value in profile.items():
        setattr(customer, name, value)
    try:
        with transaction.atomic():
            customer.save(update_fields=list(profile))
    except IntegrityError as taken:
        raise CustomerExists from taken
    if "email" in profile and customer.subscription.trial_ends_at is not None:
        claim_trial(customer)


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
        return Change(customer, subscription.cost, subscription.cost, left, left, 0, [])
    quoted = quote(
        account_id=customer.account_id,
        discount_percent=terms.discount_percent,
        order=after,
        held_plan=subscription.plan.slug,
        fixed=held_prices(subscription, after.plan_id),
    )
    refuse_beyond_trial(subscription, before, after)
    refuse_below_use(subscription, quoted.plan, after)
    try:
        return _move_money(customer, wallet_id, after, quoted, _Moment(caller, left, now))
    except InsufficientCredits as short:
        raise short_of(short, quoted) from short


@dataclass(frozen=True)
class _Moment:
    """Who asks for a change, when, and what was left of the period then."""

    caller: Caller
    left: Remainder
    now: datetime.datetime


def _move_money(customer: Customer, wallet_id: int, after: Order, quoted: Quote, at: _Moment) -> Change:
    """Nothing moves in a trial, or once the period is over: what is held then is charged when the next one begins."""
    subscription = customer.subscription
    old_cost, new_cost = subscription.cost, quoted.breakdown.total
    span = _span(subscription, quoted, at.now)
    new_left = remainder(span.start, span.end, at.now)
    moved = UNPAID
    if subscription.is_paid:
        moved = moved_by_change(subscription, after, quoted, at.left, new_left, at.now)
    amount = moved.amount
    # Before any money moves, as everywhere: two orders of locks could wait for each other.
    count_spending(at.caller, amount)
    proration = _proration(old_cost, new_cost, at.left, new_left, rule_of(subscription), moved)
    facts = {**facts_of(quoted, after), "proration": proration}
    words = f"Changed to {order_in_words(quoted.plan.name, after.seats)}"
    subscription.revision += 1
    if amount > 0:
        movements = charge_subscription(subscription, wallet_id, amount, words, facts)
    else:
        movements = refund_subscription(subscription, wallet_id, -amount, words, facts)
    _store(subscription, after, bound_by(subscription, quoted), span)
    return Change(customer, old_cost, new_cost, at.left, new_left, amount, movements)


def _span(subscription: Subscription, quoted: Quote, now: datetime.datetime) -> Span:
    """A plan of another period lasts to the end of that period, counted from the same anchor as all others."""
    running = subscription.is_paid and now < subscription.period_end
    if running and quoted.plan.period != subscription.plan.period:
        return period_at(subscription.anchor, quoted.plan.period, now)
    return Span(subscription.period_start, subscription.period_end)


def _proration(
    old_cost: int, new_cost: int, left: Remainder, new_left: Remainder, rule: RefundRule, moved: Reckoned
) -> dict[str, Any]:
    """What the amount was computed from, as the history shows it."""
    return {
        "formula": moved.formula,
        "oldCost": as_credits(old_cost),
        "newCost": as_credits(new_cost),
        "oldSecondsLeft": left.seconds,
        "oldSecondsInPeriod": left.period_seconds,
        "newSecondsLeft": new_left.seconds,
        "newSecondsInPeriod": new_left.period_seconds,
        "refundRule": rule.value,
        **moved.inputs,
    }


def _store(subscription: Subscription, after: Order, quoted: Quote, span: Span) -> None:
    if subscription.next_charge_at is not None:
        subscription.next_charge_at = span.end
    subscription.period_start, subscription.period_end = span.start, span.end
    subscription.prices = {**subscription.prices, **as_stored(quoted)}
    subscription.plan = quoted.plan
    subscription.seats = after.seats
    subscription.add_ons = after.ordered_add_ons
    subscription.ai_lens_medical = after.ai_lens_medical
    subscription.cost = quoted.breakdown.total
    subscription.save()


def _changed(before: Order, fields: Mapping[str, Any]) -> Order:
    """The order with the sent fields in it; add-ons that were not sent stay."""
    sent = {name: fields[name] for name in ORDER_FIELDS & set(fields)}
    if "add_ons" in sent:
        merged = {**before.add_ons, **sent["add_ons"]}
        sent["add_ons"] = {name: units for name, units in merged.items() if units > 0}
    return replace(before, **sent)
