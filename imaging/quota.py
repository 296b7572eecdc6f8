"""What a customer's files take of what it bought. Images and reports share one quota, counted in bytes."""

from typing import Any, Final

import orjson
from django.db.models import F

from api.statements import run, sql_beside
from customers.models import Customer, Usage
from customers.usage import quota_gb, quota_in_gb
from errors_docs.exceptions import StorageFull

#: A gigabyte as storage is sold (customers/usage.py).
GB: Final = 1_000_000_000
TAKE: Final = sql_beside(__file__, "take_room.sql")
ROOM: Final = sql_beside(__file__, "room.sql")


def take_room(customer: Customer, size: int, *, reports: int) -> None:
    """Counts a file in, in one statement: whoever comes second waits for the first and sees its bytes.

    Raises StorageFull, with the numbers as they are then, if it doesn't fit.
    """
    quota = quota_gb(customer.subscription)
    values = {"customer": customer.pk, "size": size, "quota": quota * GB, "reports": reports}
    if not run(TAKE, values):
        used = Usage.objects.filter(customer_id=customer.pk).values_list("storage_bytes", flat=True).first()
        raise StorageFull(quota_gb=quota, used_bytes=used or 0, required_bytes=size)


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
    rows = run(ROOM, {"customer": customer_id})
    if not rows:
        Usage.objects.bulk_create([Usage(customer_id=customer_id)], ignore_conflicts=True)
        rows = run(ROOM, {"customer": customer_id})
    ((used, included_gb, add_ons),) = rows
    return int(quota_in_gb(included_gb, orjson.loads(add_ons)) * GB - used)


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
