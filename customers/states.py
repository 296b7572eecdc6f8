"""What may be done with a customer in which state: the one table, for the code and for the docs."""

import datetime
from enum import Enum
from typing import Any, Final

from django.utils import timezone

from customers.models import Customer, CustomerStatus, SubscriptionStatus
from errors_docs.exceptions import OperationNotAllowed


class State(Enum):
    """A customer and its subscription together, as an operation sees them; a trial counts as active."""

    ACTIVE = "active"
    PAST_DUE = "past_due"
    SUSPENDED = "suspended"
    DELETED = "deleted"


class Act(Enum):
    """What a partner may ask for."""

    CHANGE_PROFILE = "change profile fields"
    CHANGE_ORDER = "change plan, seats or add-ons"
    SUSPEND = "suspend"
    REACTIVATE = "reactivate"
    DELETE = "delete"
    RESEND_WELCOME = "resend the welcome mail"


ALLOWED: Final = {
    State.ACTIVE: {Act.CHANGE_PROFILE, Act.CHANGE_ORDER, Act.SUSPEND, Act.DELETE, Act.RESEND_WELCOME},
    # What is not paid for can't be prorated: an order changes again once the period is paid.
    State.PAST_DUE: {Act.CHANGE_PROFILE, Act.SUSPEND, Act.DELETE, Act.RESEND_WELCOME},
    State.SUSPENDED: {Act.CHANGE_PROFILE, Act.REACTIVATE, Act.DELETE},
    State.DELETED: set(),
}


def state_of(customer: Customer) -> State:
    """The customer's own status says more than its subscription's, unless it is active."""
    if customer.status == CustomerStatus.ACTIVE and customer.subscription.status == SubscriptionStatus.PAST_DUE:
        return State.PAST_DUE
    return State(customer.status)


def status_fields(status: CustomerStatus, now: datetime.datetime) -> dict[str, Any]:
    """Return what changes with a status: the grace for reading begins with each suspension (customers/access.py)."""
    suspended_at = now if status == CustomerStatus.SUSPENDED else None
    return {"status": status, "suspended_at": suspended_at, "access_notice_at": None}


def set_status(customer: Customer, status: CustomerStatus) -> None:
    """Suspend a customer or make it active."""
    fields = status_fields(status, timezone.now())
    for name, value in fields.items():
        setattr(customer, name, value)
    customer.save(update_fields=list(fields))


def refuse_unless_allowed(customer: Customer, act: Act) -> None:
    """Raises OperationNotAllowed, which names the state."""
    state = state_of(customer)
    if act not in ALLOWED[state]:
        raise OperationNotAllowed(status=state.value)
