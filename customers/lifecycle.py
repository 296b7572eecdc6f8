"""Suspending, reactivating and deleting customers, and sending the welcome mail again. All atomic."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from api.conditional import UNCONDITIONAL, Precondition
from credits.ledger import Movement
from credits.pricing import Order, Quote, wholesale_add_on_prices
from customers.billing import charge_subscription, facts_of, order_in_words, order_of, refund_subscription
from customers.events import customer_facts, record_of, record_status, subscription_facts
from customers.held_prices import as_stored, quote_next_period
from customers.listing import locked_customer
from customers.models import Customer, CustomerStatus, Subscription, SubscriptionStatus
from customers.periods import Pause, begins_again, period_at
from customers.proration import Remainder, remainder
from customers.refunds import Reckoned, refundable, rule_of
from customers.states import Act, refuse_unless_allowed, set_status
from customers.welcoming import LetterAnswer, send_welcome
from errors_docs.money import as_credits
from partners.caller import Caller
from partners.spending import count_spending
from webhooks.event_types import CustomerDeleted, RefundFacts, SubscriptionCancelled


@dataclass(frozen=True)
class Reactivation:
    """A customer that is active again, and the charge for a new period if the old one had ended."""

    customer: Customer
    movements: list[Movement]


@dataclass(frozen=True)
class Deletion:
    """A deleted customer, what its period still was worth, and the refund of that."""

    customer: Customer
    left: Remainder
    refunded: int
    movements: list[Movement]


@transaction.atomic
def suspend_customer(
    *, caller: Caller, customer_id: str, dry_run: bool = False, condition: Precondition = UNCONDITIONAL
) -> Customer:
    """Stops a customer's use and its renewals. The running period stays paid: nothing moves.

    A dry run does all of it and takes it back, here and below.
    """
    customer = locked_customer(caller, customer_id, condition)
    refuse_unless_allowed(customer, Act.SUSPEND)
    suspend(customer)
    _end(customer, dry_run=dry_run)
    return customer


def _end(customer: Customer, *, dry_run: bool) -> None:
    """Record the new status, or take it back."""
    if dry_run:
        transaction.set_rollback(True)
    else:
        record_status(customer)


def suspend(customer: Customer) -> None:
    """Sets the state. A top-up doesn't resume what the partner itself has suspended, so it is no longer unpaid."""
    set_status(customer, CustomerStatus.SUSPENDED)
    customer.subscription.status = SubscriptionStatus.SUSPENDED
    customer.subscription.next_charge_at = customer.subscription.unpaid_since = None
    customer.subscription.save(update_fields=["status", "next_charge_at", "unpaid_since"])


@transaction.atomic
def reactivate_customer(
    *,
    caller: Caller,
    wallet_id: int,
    customer_id: str,
    dry_run: bool = False,
    condition: Precondition = UNCONDITIONAL,
) -> Reactivation:
    """Within the period at no cost; after its end, or if it was never paid, a new period begins and is charged.

    Unpaid days that were used before the suspension are the first days of the new period.
    Raises PreconditionFailed, OperationNotAllowed, KeyCapReached, InsufficientCredits.
    """
    customer = locked_customer(caller, customer_id, condition)
    refuse_unless_allowed(customer, Act.REACTIVATE)
    movements = _reactivate(caller, customer, wallet_id)
    _end(customer, dry_run=dry_run)
    return Reactivation(customer, movements)


def _reactivate(caller: Caller, customer: Customer, wallet_id: int) -> list[Movement]:
    subscription, now = customer.subscription, timezone.now()
    trialing = subscription.trial_ends_at is not None and subscription.trial_ends_at > now
    suspended_at = customer.suspended_at
    set_status(customer, CustomerStatus.ACTIVE)
    subscription.status = SubscriptionStatus.TRIALING if trialing else SubscriptionStatus.ACTIVE
    if trialing or (subscription.is_paid and subscription.period_end > now):
        subscription.next_charge_at = subscription.period_end
        subscription.save(update_fields=["status", "next_charge_at"])
        return []
    assert caller.partner is not None
    order = order_of(subscription)
    quoted = quote_next_period(
        subscription.plan, order, caller.partner.discount_percent, wholesale_add_on_prices(), subscription.prices
    )
    count_spending(caller, quoted.breakdown.total)
    pause = Pause(customer.account.deactivated_at, customer.account.reactivated_at)
    start = begins_again(subscription.period_end, suspended_at, pause, now)
    return _begin_anew(subscription, wallet_id, order, quoted, start)


def _begin_anew(
    subscription: Subscription, wallet_id: int, order: Order, quoted: Quote, start: datetime.datetime
) -> list[Movement]:
    subscription.period_number += 1
    subscription.revision = 0
    subscription.anchor = subscription.period_start = start
    subscription.period_end = period_at(start, subscription.plan.period, start).end
    subscription.cost, subscription.prices = quoted.breakdown.total, as_stored(quoted)
    subscription.is_paid, subscription.unpaid_since = True, None
    subscription.next_charge_at = subscription.period_end
    subscription.save()
    words = f"{order_in_words(subscription.plan.name, subscription.seats)}, reactivated"
    return charge_subscription(subscription, wallet_id, subscription.cost, words, facts_of(quoted, order))


def delete_customer(
    *, caller: Caller, wallet_id: int, customer_id: str, dry_run: bool, condition: Precondition = UNCONDITIONAL
) -> Deletion:
    """Ends a customer for ever, refunds the period by its plan's rule, and frees the email address."""
    with transaction.atomic():
        customer = locked_customer(caller, customer_id, condition)
        refuse_unless_allowed(customer, Act.DELETE)
        deletion = _delete(customer, wallet_id)
        if dry_run:
            transaction.set_rollback(True)
        else:
            _record_deletion(deletion)
        return deletion


def _record_deletion(deletion: Deletion) -> None:
    customer, movements = deletion.customer, deletion.movements
    refund = RefundFacts(deletion.refunded, movements[-1].balance_after if movements else None)
    cancelled = SubscriptionCancelled(customer.public_id, subscription_facts(customer.subscription))
    record_of(customer, CustomerDeleted(customer_facts(customer), refund), cancelled)


def _delete(customer: Customer, wallet_id: int) -> Deletion:
    subscription, now = customer.subscription, timezone.now()
    left = remainder(subscription.period_start, subscription.period_end, now)
    reckoned = refundable(subscription, left, now)
    refund = reckoned.amount
    customer.status, customer.deleted_at = CustomerStatus.DELETED, now
    customer.save(update_fields=["status", "deleted_at"])
    subscription.status, subscription.next_charge_at, subscription.unpaid_since = (
        SubscriptionStatus.CANCELLED,
        None,
        None,
    )
    subscription.revision += 1
    subscription.save(update_fields=["status", "next_charge_at", "unpaid_since", "revision"])
    words = f"Customer deleted: {rule_of(subscription).label}"
    facts = _refund_facts(subscription, left, reckoned)
    movements = refund_subscription(subscription, wallet_id, refund, words, facts)
    return Deletion(customer, left, refund, movements)


def _refund_facts(subscription: Subscription, left: Remainder, reckoned: Reckoned) -> dict[str, Any]:
    """What a refund was computed from, as the history shows it."""
    return {
        "formula": reckoned.formula,
        "refundRule": rule_of(subscription).value,
        "periodCost": as_credits(subscription.cost),
        "secondsLeft": left.seconds,
        "secondsInPeriod": left.period_seconds,
        **reckoned.inputs,
    }


@transaction.atomic
def resend_welcome(*, caller: Caller, customer_id: str) -> tuple[Customer, LetterAnswer | None]:
    """Enqueue the welcome mail again; in test mode return what it says, too.

    Raises OperationNotAllowed, and RateLimited by the bounds of mail.
    """
    customer = locked_customer(caller, customer_id)
    refuse_unless_allowed(customer, Act.RESEND_WELCOME)
    return customer, send_welcome(caller, customer)
