"""Trials of customers: one for each mailbox of a partner and mode, within the bounds of the partner's tier.

What a trial has is not paid, so its order is small: the storage of its plan, and few seats and units.
"""

from collections.abc import Iterator
from typing import Final

from django.utils import timezone

from api.statements import run
from credits.pricing import Order
from customers.models import Customer, Subscription, Trial
from customers.usage import UNIT_GB
from errors_docs.exceptions import TrialLimit, TrialUsed
from foundation.mail_address import mailbox_key
from partners.caller import Caller
from partners.models import Partner, Tier

#: The names of the bounds that are no field of an order.
DAYS: Final = "trialDays"
OPEN: Final = "openTrials"
#: A row if the mailbox had none.
CLAIM: Final = """
INSERT INTO customers_trial (account_id, mode, mailbox, customer_id)
VALUES (%(account_id)s, %(mode)s, %(mailbox)s, %(customer_id)s)
ON CONFLICT (account_id, mode, mailbox) DO NOTHING RETURNING id
"""


def refuse_beyond_bounds(caller: Caller, order: Order, days: int) -> None:
    """Raise TrialLimit for a new trial that the partner's tier doesn't allow.

    It locks the partner until the transaction ends, so that of two at once the second counts the first.
    """
    found = Partner.objects.select_related("tier").select_for_update(of=("self",), no_key=True)
    tier = found.get(account_id=caller.account_id).tier
    _refuse_more(DAYS, tier.customer_trial_days, days)
    for name, allowed, wanted in _bounds(tier, order):
        _refuse_more(name, allowed, wanted)
    _refuse_more(OPEN, tier.open_customer_trials, _open_trials(caller) + 1)


def refuse_beyond_trial(subscription: Subscription, before: Order, after: Order) -> None:
    """Raise TrialLimit for a change that takes a running trial further beyond the bounds of its order."""
    if not _runs(subscription):
        return
    tier = Tier.objects.get(partner__account_id=subscription.customer.account_id)
    had = {name: units for name, _, units in _bounds(tier, before)}
    for name, allowed, wanted in _bounds(tier, after):
        if wanted > had.get(name, 0):
            _refuse_more(name, allowed, wanted)


def claim_trial(customer: Customer) -> None:
    """Note that the customer's mailbox has its trial. Raise TrialUsed if it was another customer's and this one runs.

    Of two at once the second waits for the first: the row is unique.
    """
    mailbox = mailbox_key(customer.email)
    mine = {"account_id": customer.account_id, "mode": customer.mode, "mailbox": mailbox}
    if run(CLAIM, {**mine, "customer_id": customer.pk}):
        return
    trial = Trial.objects.select_related("customer").get(**mine)
    if trial.customer_id != customer.pk and _runs(customer.subscription):
        raise TrialUsed(customer_id=trial.customer.public_id, began_at=trial.created_at)


def _runs(subscription: Subscription) -> bool:
    return subscription.trial_ends_at is not None and subscription.trial_ends_at > timezone.now()


def _bounds(tier: Tier, order: Order) -> Iterator[tuple[str, int, int]]:
    """Yield name, bound and value of everything that a trial's order is bounded in."""
    yield "seats", tier.customer_trial_seats, order.seats
    for name, units in order.ordered_add_ons.items():
        yield name, 0 if name in UNIT_GB else tier.customer_trial_units, units


def _open_trials(caller: Caller) -> int:
    """Count the trials that run, suspended ones among them."""
    mine = Subscription.objects.filter(customer__account_id=caller.account_id, customer__mode=caller.mode)
    return mine.filter(customer__deleted_at=None, trial_ends_at__gt=timezone.now()).count()


def _refuse_more(limit: str, allowed: int, requested: int) -> None:
    if requested > allowed:
        raise TrialLimit(limit=limit, allowed=allowed, requested=requested)
