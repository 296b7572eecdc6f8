"""How long what a customer has stored can be read: always while it is active, for a grace once it is suspended, and not
at all once it is deleted. Nothing is stored from the suspension on. An inactive account is like a suspension of all its
customers: of two graces the one that ends first counts."""

import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from customers.events import customer_facts
from customers.models import Customer, CustomerStatus
from errors_docs.exceptions import OperationNotAllowed
from partners.models import Account, AccountStatus
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
    """Return when reading ends or has ended for a suspended customer, or one of an inactive account; else None."""
    account, begins = customer.account, []
    if customer.status == CustomerStatus.SUSPENDED and customer.suspended_at is not None:
        begins.append(customer.suspended_at)
    if not account.is_active and account.deactivated_at is not None:
        begins.append(account.deactivated_at)
    return min(begins) + grace() if begins else None


def may_read(status: str, suspended_at: datetime.datetime | None) -> bool:
    """Tell whether what such a customer has stored can be read now. Without a time its grace has not begun yet."""
    if status == CustomerStatus.SUSPENDED:
        return suspended_at is None or timezone.now() < suspended_at + grace()
    return status == CustomerStatus.ACTIVE


def may_read_of(account_status: str, deactivated_at: datetime.datetime | None) -> bool:
    """Tell the same of all customers of an account."""
    active = account_status == AccountStatus.ACTIVE
    return active or deactivated_at is None or timezone.now() < deactivated_at + grace()


def is_readable(customer: Customer) -> bool:
    """Tell whether the customer's files can be read now by its partner, whose account is active if it can call."""
    return may_read(customer.status, customer.suspended_at)


def opens_to_public(customer: Customer) -> bool:
    """Tell whether links to the customer's files open now, with its account at hand."""
    account = customer.account
    return is_readable(customer) and may_read_of(account.status, account.deactivated_at)


def refuse_unless_readable(customer: Customer) -> None:
    """Raise OperationNotAllowed, which names the state, once reading has ended."""
    if not is_readable(customer):
        raise OperationNotAllowed(status=customer.status)


def announce_ends() -> int:
    """Tell partners of customers whose grace ends within a week, once for each suspension and deactivation.

    Return how many. The events of an inactive account go to its endpoints as any other does.
    """
    now = timezone.now()
    # A version before this one suspends and deactivates without a time: the grace begins now.
    Customer.objects.filter(status=CustomerStatus.SUSPENDED, suspended_at=None).update(suspended_at=now)
    Account.objects.filter(status=AccountStatus.INACTIVE, deactivated_at=None).update(deactivated_at=now)
    # Never later than now: what is told at this moment would be due again.
    begun = min(now - grace() + NOTICE, now)
    return sum(_announce_all(due, now) for due in (_suspended(begun), _of_inactive_accounts(begun)))


def _suspended(begun: datetime.datetime) -> "QuerySet[Customer]":
    """Return customers that are suspended since a moment and whose partner wasn't told."""
    return Customer.objects.filter(
        status=CustomerStatus.SUSPENDED, suspended_at__lte=begun, access_notice_at=None
    ).order_by("suspended_at")


def _of_inactive_accounts(begun: datetime.datetime) -> "QuerySet[Customer]":
    """Return the same of accounts; a notice from before the deactivation was about something else."""
    not_told = Q(access_notice_at=None) | Q(access_notice_at__lt=F("account__deactivated_at"))
    of_accounts = Customer.objects.exclude(status=CustomerStatus.DELETED).filter(
        not_told, account__status=AccountStatus.INACTIVE, account__deactivated_at__lte=begun
    )
    # Of these the end was told when they were suspended.
    of_accounts = of_accounts.exclude(status=CustomerStatus.SUSPENDED, suspended_at__lte=F("account__deactivated_at"))
    return of_accounts.order_by("pk")


def _announce_all(due: "QuerySet[Customer]", now: datetime.datetime) -> int:
    told = 0
    while count := _announce_batch(due, now):
        told += count
    return told


@transaction.atomic
def _announce_batch(due: "QuerySet[Customer]", now: datetime.datetime) -> int:
    locked = due.select_related("organization", "account").select_for_update(
        of=("self",), skip_locked=True, no_key=True
    )
    customers = list(locked[:BATCH])
    Customer.objects.filter(pk__in=[customer.pk for customer in customers]).update(access_notice_at=now)
    record_events([_ending(customer) for customer in customers])
    return len(customers)


def _ending(customer: Customer) -> Happening:
    ends_at = access_ends_at(customer)
    assert ends_at is not None  # it is suspended or its account inactive, at a time
    return Happening(customer.account_id, customer.mode, CustomerAccessEnding(customer_facts(customer), ends_at))
