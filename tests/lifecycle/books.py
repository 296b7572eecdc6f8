"""What tests read from the database: whether the ledger adds up, and everything that a refusal must leave alone."""

from typing import Any

from django.db.models import Model, Q
from procrastinate.contrib.django.models import ProcrastinateJob

from credits.audit import audit
from credits.models import Entry, Grant, Wallet
from customers.models import Customer, Organization, Subscription
from partners.models import KeySpend
from tests.factories import Seller

KEPT: tuple[type[Model], ...] = (
    Customer,
    Organization,
    Subscription,
    Wallet,
    Grant,
    Entry,
    KeySpend,
    ProcrastinateJob,
)


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row that a request about customers could write: equal before and after means that nothing moved."""
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in KEPT}


def balance_by_entries(seller: Seller) -> int:
    """The sum of the ledger, which must be the wallet's balance."""
    return sum(entry.balance_change for entry in seller.entries())


def moved(seller: Seller, skip: int = 1) -> list[tuple[str, int]]:
    """(kind, amount) of each movement, oldest first, without the seller's first grant."""
    return [(entry.kind, entry.amount) for entry in seller.entries()[skip:]]


def charged_and_refunded(customer: Customer, period: int) -> tuple[int, int]:
    """What was charged and what was refunded for one period of a customer."""
    of_period = Q(customer_id=customer.public_id, reference__startswith=f"customer:{customer.public_id}:p{period}:")
    entries = list(Entry.objects.filter(of_period))
    return (
        sum(entry.amount for entry in entries if entry.kind == "charge"),
        sum(entry.amount for entry in entries if entry.kind == "refund"),
    )


def broken_invariants() -> list[str]:
    """The names of the ledger's invariants that don't hold, as ``manage.py audit_ledger`` would name them."""
    return [finding.invariant for finding in audit(None).broken]
