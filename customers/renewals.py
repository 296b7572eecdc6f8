"""Charging subscriptions when their period ends: in batches, resumable, each period once.

A batch is one transaction: it claims due subscriptions, charges them in one set-based call and moves their periods on.
Killed in between, it leaves nothing behind; run twice or on several workers, the claims don't overlap, and the charge's
reference (customer and period number) would make a second one a replay of the first.
"""

import datetime
from collections.abc import Sequence
from typing import Final, NamedTuple

from django.db import transaction
from django.utils import timezone

from api.statements import run, sql_beside
from credits import ledger
from credits.ledger import Charge
from customers.billing import order_in_words
from customers.models import Customer, CustomerStatus, SubscriptionStatus
from customers.periods import period_end
from errors_docs.exceptions import InsufficientCredits
from errors_docs.money import as_credits

BATCH: Final = 500
#: What is past due is tried again once a day, for a week; then the customer is suspended.
RETRY_EVERY: Final = datetime.timedelta(days=1)
RETRY_FOR: Final = datetime.timedelta(days=7)

CLAIM: Final = sql_beside(__file__, "claim.sql")
CLAIM_DUE: Final = CLAIM.format(condition="s.next_charge_at <= %(now)s", order="s.next_charge_at")
CLAIM_PAYABLE: Final = CLAIM.format(
    condition="s.unpaid_since <= %(now)s AND w.balance - w.held >= s.cost",
    order="s.unpaid_since",
)
RENEWED: Final = sql_beside(__file__, "renewed.sql")
UNPAID: Final = sql_beside(__file__, "unpaid.sql")


class Claimed(NamedTuple):
    """A subscription that this transaction has locked, in the columns of claim.sql; amounts in hundredths."""

    id: int
    customer_pk: int
    customer_id: str
    status: str
    seats: int
    cost: int
    period_number: int
    period_end: datetime.datetime
    anchor_day: int
    unpaid_since: datetime.datetime | None
    plan_name: str
    plan_period: str
    wallet_id: int
    available: int


def renew_due(now: datetime.datetime | None = None) -> int:
    """Charges everything that is due and returns how many subscriptions that were; memory is bounded by a batch."""
    moment, tried = now or timezone.now(), 0
    while count := _renew_batch(moment):
        tried += count
    return tried


def resume_unpaid(now: datetime.datetime | None = None) -> int:
    """After a top-up: charges at once what could not be paid and now can; returns how many subscriptions that were."""
    moment, resumed = now or timezone.now(), 0
    while count := _resume_batch(moment):
        resumed += count
    return resumed


@transaction.atomic
def _renew_batch(now: datetime.datetime) -> int:
    due = _claimed(CLAIM_DUE, now)
    paid = _charge(due)
    _begin_next_periods(paid, now)
    _mark_unpaid({one.id for one in due} - {one.id for one in paid}, now)
    return len(due)


@transaction.atomic
def _resume_batch(now: datetime.datetime) -> int:
    """Who is not paid even now keeps the day of its next try."""
    paid = _charge(_claimed(CLAIM_PAYABLE, now))
    _begin_next_periods(paid, now)
    return len(paid)


def _claimed(claim: str, now: datetime.datetime) -> list[Claimed]:
    """Locks a batch that no other worker has; whoever is being changed just now waits for the next run."""
    return [Claimed._make(row) for row in run(claim, {"now": now, "batch": BATCH})]


def _charge(claimed: Sequence[Claimed]) -> list[Claimed]:
    """Charges in the order of the claims; those that are paid. What costs nothing is paid without a movement."""
    affordable = _affordable(claimed)
    costly = [one for one in affordable if one.cost > 0]
    answers = ledger.charge_many([_asked(one) for one in costly])
    short = {one.id for one, answer in zip(costly, answers, strict=True) if isinstance(answer, InsufficientCredits)}
    return [one for one in affordable if one.id not in short]


def _affordable(claimed: Sequence[Claimed]) -> list[Claimed]:
    """Those that their wallet covered when they were claimed: asking for the others would only cost time."""
    left = {one.wallet_id: one.available for one in claimed}
    found = []
    for one in claimed:
        if one.cost <= left[one.wallet_id]:
            left[one.wallet_id] -= one.cost
            found.append(one)
    return found


def _asked(one: Claimed) -> Charge:
    """The charge for the period after the running one."""
    return Charge(
        wallet_id=one.wallet_id,
        amount=one.cost,
        reference=f"customer:{one.customer_id}:p{one.period_number + 1}:r0",
        description=f"{order_in_words(one.plan_name, one.seats)}, renewed",
        customer_id=one.customer_id,
        facts={"formula": "cost of the period as last quoted", "periodCost": as_credits(one.cost)},
    )


def _begin_next_periods(paid: Sequence[Claimed], now: datetime.datetime) -> None:
    """On from the old period's end; only after a suspension from now, since nothing was used in between."""
    if not paid:
        return
    again = {one.customer_pk for one in paid if one.status == SubscriptionStatus.SUSPENDED}
    starts = [now if one.customer_pk in again else one.period_end for one in paid]
    anchors = [now.day if one.customer_pk in again else one.anchor_day for one in paid]
    ends = [
        period_end(start, one.plan_period, anchor) for one, start, anchor in zip(paid, starts, anchors, strict=True)
    ]
    run(RENEWED, {"ids": [one.id for one in paid], "starts": starts, "ends": ends, "anchors": anchors})
    _set_status(again, CustomerStatus.ACTIVE)


def _mark_unpaid(unpaid: set[int], now: datetime.datetime) -> None:
    """Past due from the first failure; suspended a week later, and then tried again only after a top-up."""
    if not unpaid:
        return
    times = {"now": now, "next_try": now + RETRY_EVERY, "too_long": now - RETRY_FOR}
    rows = run(UNPAID, {"ids": list(unpaid), **times})
    _set_status({pk for pk, status in rows if status == SubscriptionStatus.SUSPENDED}, CustomerStatus.SUSPENDED)


def _set_status(customers: set[int], status: CustomerStatus) -> None:
    if customers:
        Customer.objects.filter(pk__in=customers).update(status=status)
