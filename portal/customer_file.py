"""All customers of an account in one mode as CSV: what a partner takes along, also while its account is inactive."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from customers.models import Customer
from errors_docs.jsonform import iso
from errors_docs.money import format_credits
from foundation.spreadsheet import Cell, csv_lines
from partners.models import Account

#: Customers that are read at once.
BATCH: Final = 500
COLUMNS: Final = (
    "id",
    "email",
    "name",
    "company",
    "phone",
    "language",
    "focus",
    "status",
    "organization",
    "plan",
    "subscription",
    "seats",
    "aiLensMedical",
    "addOns",
    "cost",
    "periodStart",
    "periodEnd",
    "trialEndsAt",
    "createdAt",
    "deletedAt",
)


def customer_lines(account: Account, mode: str) -> Iterator[str]:
    """Yield the lines, oldest first, deleted customers included."""
    return csv_lines(COLUMNS, map(_row, _customers(account, mode)))


def _customers(account: Account, mode: str) -> Iterator[Customer]:
    mine = account.customers.filter(mode=mode).select_related("organization", "subscription__plan").order_by("pk")
    batch = list(mine[:BATCH])
    while batch:
        yield from batch
        batch = list(mine.filter(pk__gt=batch[-1].pk)[:BATCH])


def _row(customer: Customer) -> tuple[Cell, ...]:
    subscription = customer.subscription
    return (
        customer.public_id,
        customer.email,
        customer.name,
        customer.company_name,
        customer.phone,
        customer.language,
        customer.focus_mode,
        customer.status,
        customer.organization.public_id,
        subscription.plan.slug,
        subscription.status,
        subscription.seats,
        str(subscription.ai_lens_medical).lower(),
        " ".join(f"{name}={units}" for name, units in sorted(subscription.add_ons.items())),
        Decimal(format_credits(subscription.cost)),
        iso(subscription.period_start),
        iso(subscription.period_end),
        iso(subscription.trial_ends_at) if subscription.trial_ends_at else "",
        iso(customer.created_at),
        iso(customer.deleted_at) if customer.deleted_at else "",
    )
