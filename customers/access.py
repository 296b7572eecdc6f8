"""How long what a customer has stored can be read: always while it is active, for a grace once it is suspended, and not
at all once it is deleted. Nothing is stored from the suspension on."""

import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from customers.events import customer_facts
from customers.models import Customer, CustomerStatus
from errors_docs.exceptions import OperationNotAllowed
from webhooks.event_types import CustomerAccessEnding
from webhooks.outbox import Happening, record_events

#: How long before the end of the grace the partner is told.
NOTICE: Final = datetime.timedelta(days=7)
#: Customers that one transaction tells of.
BATCH: Final = 500


def grace() -> datetime.timedelta:
    """Return how long a suspended customer's files can be read."""
    return datetime.timedelta(days=settings.SUSPENDED_ACCESS_DAYS)


def access_ends_at(customer: Customer) -> datetime.datetime | None:
    """Return when reading ends or has ended for a suspended customer; None for any other."""
    if customer.status != CustomerStatus.SUSPENDED or customer.suspended_at is None:
        return None
    return customer.suspended_at + grace()


def may_read(status: str, suspended_at: datetime.datetime | None) -> bool:
    """Tell whether what such a customer has stored can be read now. Without a time its grace has not begun yet."""
    if status == CustomerStatus.SUSPENDED:
        return suspended_at is None or timezone.now() < suspended_at + grace()
    return status == CustomerStatus.ACTIVE


def is_readable(customer: Customer) -> bool:
    """Tell whether the customer's files, and links to them, open now."""
    return may_read(customer.status, customer.suspended_at)


def refuse_unless_readable(customer: Customer) -> None:
    """Raise OperationNotAllowed, which names the state, once reading has ended."""
    if not is_readable(customer):
        raise OperationNotAllowed(status=customer.status)


def announce_ends() -> int:
    """Tell partners of suspended customers whose grace ends within a week, each suspension once; return how many."""
    told = 0
    while count := _announce_batch(timezone.now()):
        told += count
    return told


@transaction.atomic
def _announce_batch(now: datetime.datetime) -> int:
    suspended = Customer.objects.filter(status=CustomerStatus.SUSPENDED)
    # A version before this one suspends without a time: its grace begins now.
    suspended.filter(suspended_at=None).update(suspended_at=now)
    due = suspended.filter(suspended_at__lte=now - grace() + NOTICE, access_notice_at=None)
    locked = due.select_related("organization").select_for_update(of=("self",), skip_locked=True, no_key=True)
    customers = list(locked.order_by("suspended_at")[:BATCH])
    Customer.objects.filter(pk__in=[customer.pk for customer in customers]).update(access_notice_at=now)
    record_events([_ending(customer) for customer in customers])
    return len(customers)


def _ending(customer: Customer) -> Happening:
    ends_at = access_ends_at(customer)
    assert ends_at is not None  # it is suspended, at a time
    return Happening(customer.account_id, customer.mode, CustomerAccessEnding(customer_facts(customer), ends_at))
