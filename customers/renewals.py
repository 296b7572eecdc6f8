"""Charging subscriptions when their period ends: in batches, resumable, each period once.

A batch is one transaction: it claims due subscriptions, charges them in one set-based call and moves their periods on.
Killed in between, it leaves nothing behind; run twice or on several workers, the claims don't overlap, and the charge's
reference (customer and period number) would make a second one a replay of the first.

While an account is inactive its renewals pause: nothing is charged or tried, and no week of retries passes. A period
that ended meanwhile is followed by one that begins with the reactivation, so the time in between is never charged.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

import orjson
from django.db import transaction
from django.utils import timezone

from api.statements import run, sql_beside
from credits import ledger
from credits.ledger import Charge
from credits.models import Plan
from credits.pricing import Order, Quote, wholesale_add_on_prices
from customers.billing import charge_reference, facts_of, order_in_words
from customers.events import record_renewals
from customers.held_prices import as_stored, quote_next_period
from customers.models import Customer, CustomerStatus, SubscriptionStatus
from customers.periods import UNPAID_FOR, Pause, Span, begins_again, period_from
from customers.states import status_fields
from errors_docs.exceptions import InsufficientCredits

BATCH: Final = 500
#: What is past due is tried again once a day, for UNPAID_FOR; then the customer is suspended.
RETRY_EVERY: Final = datetime.timedelta(days=1)

CLAIM: Final = sql_beside(__file__, "claim.sql")
CLAIM_DUE: Final = CLAIM.format(condition="s.next_charge_at <= %(now)s", order="s.next_charge_at")
CLAIM_PAYABLE: Final = CLAIM.format(
    condition="s.unpaid_since <= %(now)s AND w.balance - w.held >= s.cost",
    order="s.unpaid_since",
)
RENEWED: Final = sql_beside(__file__, "renewed.sql")
UNPAID: Final = sql_beside(__file__, "unpaid.sql")
OWED: Final = sql_beside(__file__, "owed.sql")


class Claimed(NamedTuple):
    """A subscription that this transaction has locked, in the columns of claim.sql; amounts in hundredths."""

    id: int
    customer_pk: int
    customer_id: str
    status: str
    seats: int
    ai_lens_medical: bool
    add_ons: str
    prices: str
    period_number: int
    period_end: datetime.datetime
    anchor: datetime.datetime
    suspended_at: datetime.datetime | None
    unpaid_since: datetime.datetime | None
    plan_pk: int
    discount_percent: Decimal
    wallet_id: int
    available: int
    #: Of the account.
    deactivated_at: datetime.datetime | None
    reactivated_at: datetime.datetime | None

    @property
    def pause(self) -> Pause:
        return Pause(self.deactivated_at, self.reactivated_at)


@dataclass(frozen=True)
class Due:
    """A claimed subscription, what is ordered, and what its next period costs."""

    claimed: Claimed
    order: Order
    quoted: Quote

    @property
    def cost(self) -> int:
        return self.quoted.breakdown.total


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
    _mark_unpaid(_without(due, paid), now)
    return len(due)


@transaction.atomic
def _resume_batch(now: datetime.datetime) -> int:
    """Who is not paid even now keeps the day of its next try."""
    due = _claimed(CLAIM_PAYABLE, now)
    paid = _charge(due)
    _begin_next_periods(paid, now)
    unpaid = _without(due, paid)
    if unpaid:
        run(OWED, {"ids": [one.claimed.id for one in unpaid], "costs": [one.cost for one in unpaid]})
    return len(paid)


def _claimed(claim: str, now: datetime.datetime) -> list[Due]:
    """Locks a batch that no other worker has; whoever is being changed just now waits for the next run."""
    claimed = [Claimed._make(row) for row in run(claim, {"now": now, "batch": BATCH})]
    plans, add_ons = Plan.objects.in_bulk({one.plan_pk for one in claimed}), wholesale_add_on_prices()
    return [_priced(one, plans[one.plan_pk], add_ons) for one in claimed]


def _priced(one: Claimed, plan: Plan, add_ons: dict[str, int]) -> Due:
    # Django's connections hand jsonb out as text.
    order = Order(
        plan_id=plan.slug,
        seats=one.seats,
        add_ons=orjson.loads(one.add_ons),
        ai_lens_medical=one.ai_lens_medical,
    )
    return Due(one, order, quote_next_period(plan, order, one.discount_percent, add_ons, orjson.loads(one.prices)))


def _without(due: Sequence[Due], paid: Sequence[Due]) -> list[Due]:
    done = {one.claimed.id for one in paid}
    return [one for one in due if one.claimed.id not in done]


def _charge(due: Sequence[Due]) -> list[Due]:
    """Charges in the order of the claims; those that are paid. What costs nothing is paid without a movement."""
    affordable = _affordable(due)
    costly = [one for one in affordable if one.cost > 0]
    answers = ledger.charge_many([_asked(one) for one in costly])
    short = [one for one, answer in zip(costly, answers, strict=True) if isinstance(answer, InsufficientCredits)]
    return _without(affordable, short)


def _affordable(due: Sequence[Due]) -> list[Due]:
    """Those that their wallet covered when they were claimed: asking for the others would only cost time."""
    left = {one.claimed.wallet_id: one.claimed.available for one in due}
    found = []
    for one in due:
        if one.cost <= left[one.claimed.wallet_id]:
            left[one.claimed.wallet_id] -= one.cost
            found.append(one)
    return found


def _asked(one: Due) -> Charge:
    """The charge for the period after the running one."""
    return Charge(
        wallet_id=one.claimed.wallet_id,
        amount=one.cost,
        reference=charge_reference(one.claimed.customer_id, one.claimed.period_number + 1),
        description=f"{order_in_words(one.quoted.plan.name, one.order.seats)}, renewed",
        customer_id=one.claimed.customer_id,
        facts=facts_of(one.quoted, one.order),
    )


def _begin_next_periods(paid: Sequence[Due], now: datetime.datetime) -> None:
    """On from the old period's end, and past a pause of the account; after a suspension from now, less the unpaid days
    before it.
    """
    if not paid:
        return
    begun = [_next_period(one, now) for one in paid]
    run(
        RENEWED,
        {
            "ids": [one.claimed.id for one in paid],
            "costs": [one.cost for one in paid],
            "prices": [orjson.dumps(as_stored(one.quoted)).decode() for one in paid],
            "anchors": [anchor for anchor, _ in begun],
            "starts": [span.start for _, span in begun],
            "ends": [span.end for _, span in begun],
        },
    )
    again = {one.claimed.customer_pk for one in paid if _was_suspended(one)}
    _set_status(again, CustomerStatus.ACTIVE, now)
    record_renewals([one.claimed.id for one in paid], again)


def _next_period(one: Due, now: datetime.datetime) -> tuple[datetime.datetime, Span]:
    claimed = one.claimed
    if _was_suspended(one):
        start = begins_again(claimed.period_end, claimed.suspended_at, claimed.pause, now)
    else:
        _, without_pause = period_from(claimed.anchor, one.quoted.plan.period, claimed.period_end)
        start = claimed.period_end + claimed.pause.after(without_pause.start, before=without_pause.end)
    return period_from(claimed.anchor, one.quoted.plan.period, start)


def _was_suspended(one: Due) -> bool:
    return one.claimed.status == SubscriptionStatus.SUSPENDED


def _mark_unpaid(unpaid: Sequence[Due], now: datetime.datetime) -> None:
    """Past due from the first failure; suspended a week later, and then tried again only after a top-up."""
    if not unpaid:
        return
    owed = {
        "ids": [one.claimed.id for one in unpaid],
        "costs": [one.cost for one in unpaid],
        "too_long": [_is_unpaid_too_long(one.claimed, now) for one in unpaid],
    }
    rows = run(UNPAID, {**owed, "now": now, "next_try": now + RETRY_EVERY})
    suspended = {pk for pk, status, _ in rows if status == SubscriptionStatus.SUSPENDED}
    _set_status(suspended, CustomerStatus.SUSPENDED, now)
    # A daily try that fails again changes nothing that a partner sees.
    first = {one.claimed.id for one in unpaid if one.claimed.status != SubscriptionStatus.PAST_DUE}
    changed = [pk for _, status, pk in rows if pk in first or status == SubscriptionStatus.SUSPENDED]
    record_renewals(changed, suspended)


def _is_unpaid_too_long(claimed: Claimed, now: datetime.datetime) -> bool:
    """Days on which the account was inactive don't count: nothing was tried."""
    since = claimed.unpaid_since or now
    return now - since - claimed.pause.after(since, before=now) >= UNPAID_FOR


def _set_status(customers: set[int], status: CustomerStatus, now: datetime.datetime) -> None:
    if customers:
        Customer.objects.filter(pk__in=customers).update(**status_fields(status, now))
