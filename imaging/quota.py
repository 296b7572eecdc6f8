"""What a customer's files take of what it bought. Images and reports share one quota, counted in bytes."""

from typing import Any

from django.db.models import F

from customers.models import Customer, Subscription, Usage
from customers.quota import GB, locked_usage
from customers.usage import quota_gb, quota_in_gb
from errors_docs.exceptions import StorageFull


def take_room(customer: Customer, size: int, *, reports: int) -> None:
    """Count a file in: the second of two waits for the first and sees its bytes, and the order as it is then.

    Raises StorageFull, with the numbers as they are then, if it doesn't fit.
    """
    used, quota = _locked(customer.pk)
    if used + size > quota * GB:
        raise StorageFull(quota_gb=quota, used_bytes=used, required_bytes=size)
    _add(customer.pk, storage_bytes=size, files=1, reports=reports)


def refuse_if_full(customer: Customer, size: int) -> None:
    """The same question without counting: so that a file with no room isn't stored first. Raises StorageFull."""
    quota = quota_gb(customer.subscription)
    used = Usage.objects.filter(customer_id=customer.pk).values_list("storage_bytes", flat=True).first() or 0
    if used + size > quota * GB:
        raise StorageFull(quota_gb=quota, used_bytes=used, required_bytes=size)


def give_back(customer_id: int, size: int, *, reports: int) -> None:
    """Counts a file out."""
    _add(customer_id, storage_bytes=-size, files=-1, reports=-reports)


def locked_room(customer_id: int) -> int:
    """Bytes that are free, locked until the transaction ends: what takes room waits in line here."""
    used, quota = _locked(customer_id)
    return quota * GB - used


def _locked(customer_id: int) -> tuple[int, int]:
    """Return the bytes in use and the quota in gigabytes, the usage locked first and the order read after it."""
    used = locked_usage(customer_id)
    order = Subscription.objects.filter(customer_id=customer_id)
    included_gb, add_ons = order.values_list("plan__included_storage_gb", "add_ons").get()
    return used, quota_in_gb(included_gb, add_ons)


def count_devices(customer_id: int, number: int) -> None:
    """An agent more, or one less."""
    Usage.objects.bulk_create([Usage(customer_id=customer_id)], ignore_conflicts=True)
    _add(customer_id, devices=number)


def count_studies(customer_id: int, number: int) -> None:
    """Studies that are found from now on."""
    _add(customer_id, studies=number)


def _add(customer_id: int, **numbers: int) -> None:
    changed: dict[str, Any] = {name: F(name) + number for name, number in numbers.items()}
    Usage.objects.filter(customer_id=customer_id).update(**changed)
