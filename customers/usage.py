"""What customers use of what they have, and a partner's roll-up of it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from django.db.models import Count, FilteredRelation, Q, Sum

from api.ranges import RangeInput
from api.serializers import QuerySerializer
from credits.totals import totals_between
from credits.wallets import WalletState
from customers.listing import find_customer
from customers.models import Customer, CustomerStatus, Subscription, SubscriptionStatus, Usage
from errors_docs.jsonform import JsonName
from errors_docs.money import Money
from partners.caller import Caller

#: What one unit of a storage add-on holds, in gigabytes (credits/add_ons.py).
UNIT_GB: Final = {"hotStorageUnits": 500, "coldStorageUnits": 1000, "deepFreezeUnits": 1000}

#: Counts as they are now, of one customer or of all.
Devices = Annotated[int, "agents that work: made and not revoked"]
Files = Annotated[int, "stored files: DICOM instances and reports together"]
Studies = Annotated[int, "studies that are indexed"]
Reports = Annotated[int, "reports that are attached"]


@dataclass(frozen=True)
class StorageAnswer:
    """What images and reports share."""

    used_bytes: Annotated[int, "of images and reports together"]
    quota_gb: Annotated[int, JsonName("quotaGB"), "of plan and storage add-ons together, each GB 10^9 bytes"]


@dataclass(frozen=True)
class UsageAnswer:
    """One customer's usage."""

    id: Annotated[str, "the same as customerId"]
    customer_id: Annotated[str, "the customer that was asked for"]
    seats: Annotated[int, "those of its subscription, in use or not"]
    storage: StorageAnswer
    devices: Devices
    files: Files
    studies: Studies
    reports: Reports


@dataclass(frozen=True)
class CustomerCounts:
    """Your customers by the state they are in."""

    total: Annotated[int, "all but deleted ones: the sum of the other three"]
    active: Annotated[int, "those whose period is paid, or that are in a trial"]
    past_due: Annotated[int, "those whose period could not be paid, and is tried again"]
    suspended: Annotated[int, "those that you have suspended, and those that were not paid for a week"]


@dataclass(frozen=True)
class CreditTotals:
    """What moved between you and the platform."""

    charged: Annotated[Money, "charged in the range"]
    refunded: Annotated[Money, "refunded in the range"]
    net: Annotated[Money, "charged less refunded"]


@dataclass(frozen=True)
class UsageSummary:
    """A roll-up over all of your customers in the key's mode."""

    range_start: Annotated[datetime.datetime | None, "as you asked, included; null: from the beginning"]
    range_end: Annotated[datetime.datetime | None, "as you asked, not included; null: until now"]
    credits: Annotated[CreditTotals, "moved in the range"]
    customers: Annotated[CustomerCounts, "as they are now"]
    storage_used_bytes: Annotated[int, "of all customers' images and reports, as it is now"]
    devices: Devices
    files: Files
    studies: Studies
    reports: Reports


class SummaryQuery(RangeInput, QuerySerializer):
    """?from and ?to, both optional."""

    range_of = "When it moved"


def usage_of(caller: Caller, customer_id: str) -> UsageAnswer:
    """One customer's usage. Raises CustomerNotFound."""
    customer = find_customer(caller, customer_id)
    usage = Usage.objects.filter(customer=customer).first() or Usage(customer=customer)
    return UsageAnswer(
        id=customer.public_id,
        customer_id=customer.public_id,
        seats=customer.subscription.seats,
        storage=StorageAnswer(usage.storage_bytes, quota_gb(customer.subscription)),
        devices=usage.devices,
        files=usage.files,
        studies=usage.studies,
        reports=usage.reports,
    )


def quota_gb(subscription: Subscription) -> int:
    """What the plan includes and the storage add-ons add, in gigabytes."""
    return quota_in_gb(subscription.plan.included_storage_gb, subscription.add_ons)


def quota_in_gb(included_gb: int, add_ons: Mapping[str, int]) -> int:
    """The same from a plan's and an order's own numbers."""
    return included_gb + sum(UNIT_GB.get(name, 0) * int(units) for name, units in add_ons.items())


def summary(
    caller: Caller,
    wallet: WalletState,
    *,
    start: datetime.datetime | None = None,
    end: datetime.datetime | None = None,
) -> UsageSummary:
    """Credits moved in [start, end) and what the customers use now; a few queries, whatever the numbers."""
    now = _customers_now(caller)
    charged, refunded = totals_between(wallet.id, start, end)
    return UsageSummary(
        range_start=start,
        range_end=end,
        credits=CreditTotals(charged, refunded, charged - refunded),
        customers=CustomerCounts(
            total=now["total"],
            active=now["total"] - now["past_due"] - now["suspended"],
            past_due=now["past_due"],
            suspended=now["suspended"],
        ),
        storage_used_bytes=now["storage_bytes"],
        devices=now["devices"],
        files=now["files"],
        studies=now["studies"],
        reports=now["reports"],
    )


def _customers_now(caller: Caller) -> dict[str, int]:
    """Counts and sums in one pass over the customers; a second one would cost as much again."""
    past_due = FilteredRelation("subscription", condition=Q(subscription__status=SubscriptionStatus.PAST_DUE))
    mine = Customer.objects.filter(account_id=caller.account_id, mode=caller.mode, deleted_at=None)
    names = ("storage_bytes", "devices", "files", "studies", "reports")
    return mine.annotate(unpaid=past_due).aggregate(
        total=Count("id"),
        past_due=Count("unpaid", filter=Q(status=CustomerStatus.ACTIVE)),
        suspended=Count("id", filter=Q(status=CustomerStatus.SUSPENDED)),
        **{name: Sum(f"usage__{name}", default=0) for name in names},
    )
