"""Charging subscriptions when their period ends: in batches, resumable, each period once.

A batch is one transaction: it claims due subscriptions, charges them in one set-based call and moves their periods on.
Killed in between, it leaves nothing behind; run twice or on several workers, the claims don't overlap, and the charge's
reference (customer and period number) would make a second one a replay of the first.
"""

import datetime
from typing import Final

from django.db import transaction
from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from credits import ledger
from credits.ledger import Charge
from credits.models import Wallet
from customers.billing import order_in_words
from customers.models import Customer, CustomerStatus, Subscription, SubscriptionStatus
from customers.periods import period_end
from errors_docs.exceptions import InsufficientCredits
from errors_docs.money import as_credits

BATCH: Final = 500
#: What is past due is tried again once a day, for a week; then the customer is suspended.
RETRY_EVERY: Final = datetime.timedelta(days=1)
RETRY_FOR: Final = datetime.timedelta(days=7)
#: What one statement writes back of each subscription.
WRITTEN: Final = (
    "status",
    "period_number",
    "revision",
    "period_start",
    "period_end",
    "anchor_day",
    "is_paid",
    "next_charge_at",
    "unpaid_since",
)


def renew_due(now: datetime.datetime | None = None) -> int:
    """Charges everything that is due and returns how many subscriptions that were; memory is bounded by a batch."""
    moment, renewed = now or timezone.now(), 0
    while count := _renew_batch(moment):
        renewed += count
    return renewed


def resume_unpaid(now: datetime.datetime | None = None) -> int:
    """After a top-up: what could not be paid and now can is charged at once; returns how many were tried."""
    moment = now or timezone.now()
    with transaction.atomic():
        payable = _claimed(Q(unpaid_since__isnull=False, wallet_available__gte=F("cost")))
        return _charge(payable, moment) if payable else 0


@transaction.atomic
def _renew_batch(now: datetime.datetime) -> int:
    due = _claimed(Q(next_charge_at__lte=now))
    return _charge(due, now) if due else 0


def _claimed(condition: Q) -> list[Subscription]:
    """Locks a batch that no other worker has; whoever is being changed just now waits for the next run."""
    return list(
        _with_wallet()
        .filter(condition, customer__deleted_at__isnull=True)
        .select_related("customer", "plan")
        .select_for_update(of=("self", "customer"), skip_locked=True, no_key=True)
        .order_by("next_charge_at", "id")[:BATCH]
    )


def _with_wallet() -> QuerySet[Subscription]:
    wallet = Wallet.objects.filter(account_id=OuterRef("customer__account_id"), mode=OuterRef("customer__mode"))
    available = wallet.annotate(free=F("balance") - F("held"))
    return Subscription.objects.annotate(
        wallet_id=Subquery(wallet.values("id")),
        wallet_available=Subquery(available.values("free"), output_field=BigIntegerField()),
    )


def _charge(due: list[Subscription], now: datetime.datetime) -> int:
    """Charges a batch, in the order of the claims within a wallet; what costs nothing renews without a movement."""
    costly = [subscription for subscription in due if subscription.cost > 0]
    answers = dict(zip(costly, ledger.charge_many([_asked(one) for one in costly]), strict=True))
    suspended = []
    for subscription in due:
        if isinstance(answers.get(subscription), InsufficientCredits):
            _mark_unpaid(subscription, now)
            if subscription.status == SubscriptionStatus.SUSPENDED:
                suspended.append(subscription.customer_id)
        else:
            _begin_next_period(subscription, now)
    Subscription.objects.bulk_update(due, WRITTEN)
    Customer.objects.filter(pk__in=suspended).update(status=CustomerStatus.SUSPENDED)
    resumed = [one.customer_id for one in due if one.status == SubscriptionStatus.ACTIVE]
    Customer.objects.filter(pk__in=resumed, status=CustomerStatus.SUSPENDED).update(status=CustomerStatus.ACTIVE)
    return len(due)


def _asked(subscription: Subscription) -> Charge:
    """The charge for the period after the running one."""
    number = subscription.period_number + 1
    customer_id = subscription.customer.public_id
    return Charge(
        wallet_id=subscription.wallet_id,  # type: ignore[attr-defined]  # annotated by _with_wallet
        amount=subscription.cost,
        reference=f"customer:{customer_id}:p{number}:r0",
        description=f"{order_in_words(subscription.plan, subscription.seats)}, renewed",
        customer_id=customer_id,
        facts={"formula": "cost of the period as last quoted", "periodCost": as_credits(subscription.cost)},
    )


def _begin_next_period(subscription: Subscription, now: datetime.datetime) -> None:
    """On from the old period's end; only after a suspension from now, since nothing was used in between."""
    was_suspended = subscription.status == SubscriptionStatus.SUSPENDED
    start = now if was_suspended else subscription.period_end
    if was_suspended:
        subscription.anchor_day = now.day
    subscription.period_number += 1
    subscription.revision = 0
    subscription.period_start = start
    subscription.period_end = period_end(start, subscription.plan.period, subscription.anchor_day)
    subscription.status, subscription.is_paid, subscription.unpaid_since = SubscriptionStatus.ACTIVE, True, None
    subscription.next_charge_at = subscription.period_end


def _mark_unpaid(subscription: Subscription, now: datetime.datetime) -> None:
    """Past due from the first failure; suspended a week later. A suspended one is tried again only by a top-up."""
    since = subscription.unpaid_since or now
    subscription.unpaid_since, subscription.is_paid = since, False
    over = subscription.status == SubscriptionStatus.SUSPENDED or now - since >= RETRY_FOR
    subscription.status = SubscriptionStatus.SUSPENDED if over else SubscriptionStatus.PAST_DUE
    subscription.next_charge_at = None if over else now + RETRY_EVERY
