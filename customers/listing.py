"""Finding customers: always from the caller's own account and mode, so that a stranger's is simply not there."""

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower

from api.conditional import UNCONDITIONAL, Precondition
from api.ids import has_shape
from api.paging import Portion, key_of
from customers.answers import CustomerList, customer_answer
from customers.models import Customer
from errors_docs.exceptions import CustomerNotFound
from foundation.mail_address import mailable, searched_address
from foundation.text import searched
from partners.caller import Caller


def customers_of(caller: Caller) -> QuerySet[Customer]:
    """Every customer that the caller may know of, with what an answer shows of it."""
    mine = Customer.objects.filter(account_id=caller.account_id, mode=caller.mode)
    return mine.select_related("organization", "subscription__plan")


def find_customer(caller: Caller, customer_id: str) -> Customer:
    """One of them. Raises CustomerNotFound."""
    customer = customers_of(caller).filter(public_id=customer_id).first() if has_shape(customer_id, "pc") else None
    if customer is None:
        raise CustomerNotFound
    return customer


def locked_customer(caller: Caller, customer_id: str, condition: Precondition = UNCONDITIONAL) -> Customer:
    """The same, locked until the transaction ends, which covers its subscription; wallets are locked after it.

    Raises CustomerNotFound, and PreconditionFailed if the customer isn't what the condition demands.
    Lock first, look second: one statement for both would show the subscription as it was before the wait for the lock.
    """
    mine = Customer.objects.filter(account_id=caller.account_id, mode=caller.mode, public_id=customer_id)
    locked = mine.select_for_update(no_key=True).values_list("pk", flat=True)
    if not has_shape(customer_id, "pc") or not locked:
        raise CustomerNotFound
    customer = customers_of(caller).get(pk=locked[0])
    condition.refuse_unless_met(customer)
    return customer


def list_customers(
    caller: Caller,
    portion: Portion,
    *,
    status: str | None = None,
    plan_id: str | None = None,
    email: str | None = None,
    search: str | None = None,
) -> CustomerList:
    """Return a part of them, newest first."""
    found = customers_of(caller).filter(_status(status))
    if plan_id is not None:
        found = found.filter(subscription__plan__slug=plan_id)
    if email is not None:
        found = found.alias(lower_email=Lower("email")).filter(lower_email=Lower(Value(mailable(email))))
    if search is not None:
        found = found.filter(mentions(search))
    # Only what the page shows is joined with what an answer needs, not what stands before it.
    rows = found.filter(pk__in=portion.newest(found).values("pk")).order_by("-pk")
    shown, pagination = portion.shown(list(rows), key_of, found.count)
    return CustomerList([customer_answer(customer) for customer in shown], pagination)


def _status(status: str | None) -> Q:
    """Without one, in the words of the index of addresses: it knows only customers that are not deleted."""
    return Q(deleted_at__isnull=True) if status is None else Q(status=status)


def mentions(text: str) -> Q:
    """Find a part of a customer's address, name or company, in any spelling."""
    name = searched(text)
    return Q(email__icontains=searched_address(text)) | Q(name__icontains=name) | Q(company_name__icontains=name)
