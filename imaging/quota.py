"""What a customer's files take of what it bought. Images and reports share one quota, counted in bytes."""

from typing import Any, Final

from django.conf import settings
from django.db.models import F, Sum

from api.statements import run
from customers.models import Customer, Subscription, Usage
from customers.quota import GB, locked_usage
from customers.usage import quota_gb, quota_in_gb
from errors_docs.exceptions import StorageFull
from partners.modes import TEST

#: Until the transaction ends. Taken after a customer's usage, so that nobody waits for it with another's.
LINE: Final = "SELECT pg_advisory_xact_lock(hashtextextended('imaging.test_mode:' || %(account)s::bigint, 0))::text"


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
    if customer.mode == TEST:
        used, quota = _smaller_room((used, quota), _in_test_mode(customer.account_id))
    if used + size > quota * GB:
        raise StorageFull(quota_gb=quota, used_bytes=used, required_bytes=size)


def give_back(customer_id: int, size: int, *, reports: int) -> None:
    """Counts a file out."""
    _add(customer_id, storage_bytes=-size, files=-1, reports=-reports)


def locked_room(customer_id: int) -> int:
    """Bytes that are free, locked until the transaction ends: what takes room waits in line here."""
    used, quota = _locked(customer_id)
    return quota * GB - used


def room_in_test_mode(account_id: int) -> int:
    """Return the bytes that an account's customers in test mode may still add together."""
    used, quota = _in_test_mode(account_id)
    return quota * GB - used


def _locked(customer_id: int) -> tuple[int, int]:
    """Return the bytes in use and the quota in gigabytes, the usage locked first and the order read after it.

    In test mode those of the account, if that leaves less room: then its customers wait in one line.
    """
    used = locked_usage(customer_id)
    order = Subscription.objects.filter(customer_id=customer_id)
    columns = ("plan__included_storage_gb", "add_ons", "customer__mode", "customer__account_id")
    included_gb, add_ons, mode, account_id = order.values_list(*columns).get()
    own = used, quota_in_gb(included_gb, add_ons)
    if mode != TEST:
        return own
    run(LINE, {"account": account_id})
    return _smaller_room(own, _in_test_mode(account_id))


def _in_test_mode(account_id: int) -> tuple[int, int]:
    mine = Usage.objects.filter(customer__account_id=account_id, customer__mode=TEST)
    return mine.aggregate(used=Sum("storage_bytes", default=0))["used"], settings.TEST_STORAGE_GB


def _smaller_room(*pairs: tuple[int, int]) -> tuple[int, int]:
    return min(pairs, key=lambda pair: pair[1] * GB - pair[0])


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
