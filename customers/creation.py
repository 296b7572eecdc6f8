"""Making a customer: customer, organization, subscription, welcome mail and charge, all or nothing.

The charge comes last: from it on the partner's wallet is locked, and nothing should happen while it is.
"""

import datetime
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import transaction
from django.utils import timezone

from api.statements import run, sql_beside
from credits.ledger import Movement
from credits.pricing import Order, Quote, quote
from customers.billing import charge_subscription, facts_of, order_in_words, short_of
from customers.events import customer_facts, record_of, subscription_facts
from customers.held_prices import as_stored
from customers.models import (
    Customer,
    Organization,
    Subscription,
    SubscriptionStatus,
    new_customer_id,
    new_organization_id,
)
from customers.periods import period_at
from customers.trials import claim_trial, refuse_beyond_bounds
from customers.welcoming import LetterAnswer, send_welcome
from errors_docs.exceptions import CannotSell, CustomerExists, InsufficientCredits, TrialExpired
from partners.caller import Caller, PartnerTerms
from partners.spending import count_spending
from webhooks.event_types import CustomerCreated, SubscriptionCreated

CREATE = sql_beside(__file__, "create.sql")


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Who the customer is, as the partner says."""

    email: str
    name: str
    company_name: str
    phone: str
    language: str
    focus_mode: str


@dataclass(frozen=True)
class Created:
    """A customer just made; ``movement`` is None if nothing was charged: a trial, or a cost of 0.

    ``letter`` is the welcome mail of test mode.
    """

    customer: Customer
    quote: Quote
    movement: Movement | None
    letter: LetterAnswer | None


def create_customer(
    *,
    caller: Caller,
    wallet_id: int,
    profile: Profile,
    order: Order,
    trial_days: int,
    send_mail: bool,
    dry_run: bool = False,
) -> Created:
    """Makes a customer and charges the partner for its first period; a dry run does all of it and takes it back.

    Raises CannotSell, TrialExpired, PlanNotFound, PlanNotEnabled, TrialLimit, CustomerExists, TrialUsed, KeyCapReached,
    InsufficientCredits, or RateLimited by the bounds of mail; then nothing was written.
    """
    assert caller.partner is not None
    refuse_if_may_not_sell(caller.partner)
    quoted = quote(account_id=caller.account_id, discount_percent=caller.partner.discount_percent, order=order)
    with transaction.atomic():
        if trial_days:
            refuse_beyond_bounds(caller, order, trial_days)
        customer = _insert(caller, profile, order, quoted, trial_days)
        if trial_days:
            claim_trial(customer)
        if not dry_run:
            _announce(customer)
        letter = send_welcome(caller, customer) if send_mail else None
        movement = _charge(caller, wallet_id, customer, order, quoted)
        transaction.set_rollback(dry_run)
    return Created(customer, quoted, movement, letter)


def _announce(customer: Customer) -> None:
    created = SubscriptionCreated(customer.public_id, subscription_facts(customer.subscription))
    record_of(customer, CustomerCreated(customer_facts(customer)), created)


def refuse_if_may_not_sell(terms: PartnerTerms) -> None:
    """Raises CannotSell or TrialExpired."""
    if not terms.may_sell:
        raise CannotSell(tier=terms.tier)
    if terms.trial_ends_at is not None and terms.trial_ends_at <= timezone.now():
        raise TrialExpired(trial_ended_at=terms.trial_ends_at)


def _insert(caller: Caller, profile: Profile, order: Order, quoted: Quote, trial_days: int) -> Customer:
    subscription = first_subscription(order, quoted, trial_days)
    values = {
        "customer_id": new_customer_id(),
        "organization_id": new_organization_id(),
        "organization_name": profile.company_name or profile.name or profile.email,
        "account_id": caller.account_id,
        "mode": caller.mode,
        **vars(profile),
        "plan_id": quoted.plan.pk,
        "subscription_status": subscription.status,
        "seats": subscription.seats,
        "ai_lens_medical": subscription.ai_lens_medical,
        "add_ons": orjson.dumps(subscription.add_ons).decode(),
        "cost": subscription.cost,
        "prices": orjson.dumps(subscription.prices).decode(),
        "period_start": subscription.period_start,
        "period_end": subscription.period_end,
        "anchor": subscription.anchor,
        "is_paid": subscription.is_paid,
        "trial_ends_at": subscription.trial_ends_at,
    }
    rows = run(CREATE, values)
    if not rows:
        raise CustomerExists
    return _as_inserted(rows[0], values, profile, subscription)


def first_subscription(order: Order, quoted: Quote, trial_days: int) -> Subscription:
    """A trial is a period of its own, for which nothing is charged; the first paid one begins at its end."""
    now = timezone.now()
    trial_ends_at = now + datetime.timedelta(days=trial_days) if trial_days else None
    return Subscription(
        plan=quoted.plan,
        status=SubscriptionStatus.TRIALING if trial_ends_at else SubscriptionStatus.ACTIVE,
        seats=order.seats,
        ai_lens_medical=order.ai_lens_medical,
        add_ons=order.ordered_add_ons,
        cost=quoted.breakdown.total,
        prices=as_stored(quoted),
        period_start=now,
        period_end=trial_ends_at or period_at(now, quoted.plan.period, now).end,
        anchor=trial_ends_at or now,
        is_paid=trial_ends_at is None,
        trial_ends_at=trial_ends_at,
    )


def _as_inserted(
    row: tuple[Any, ...], values: dict[str, Any], profile: Profile, subscription: Subscription
) -> Customer:
    """The rows as objects, without asking the database for what was just sent there."""
    customer = Customer(
        id=row[0],
        created_at=row[1],
        public_id=values["customer_id"],
        account_id=values["account_id"],
        mode=values["mode"],
        **vars(profile),
    )
    subscription.customer = customer
    Organization(customer=customer, public_id=values["organization_id"], name=values["organization_name"])
    return customer


def _charge(caller: Caller, wallet_id: int, customer: Customer, order: Order, quoted: Quote) -> Movement | None:
    if not customer.subscription.is_paid:
        return None
    count_spending(caller, quoted.breakdown.total)
    words = f"{order_in_words(quoted.plan.name, order.seats)}, first {quoted.plan.period}"
    try:
        moved = charge_subscription(
            customer.subscription, wallet_id, quoted.breakdown.total, words, facts_of(quoted, order)
        )
    except InsufficientCredits as short:
        raise short_of(short, quoted) from short
    return moved[0] if moved else None
