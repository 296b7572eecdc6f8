"""What a customer may store, and what it does: an order is never changed to less than is used."""

from typing import Final

from api.statements import run
from credits.models import Plan
from credits.pricing import Order
from customers.models import Subscription, Usage
from customers.usage import UNIT_GB, quota_gb, quota_in_gb
from errors_docs.exceptions import StorageInUse

#: A gigabyte as storage is sold.
GB: Final = 1_000_000_000
HOT: Final = "hotStorageUnits"
LOCK: Final = "SELECT storage_bytes FROM customers_usage WHERE customer_id = %(customer)s FOR UPDATE"


def locked_usage(customer_pk: int) -> int:
    """Return the bytes in use, locked until the transaction ends: what takes room and what gives it up wait in line.

    Read the quota after it: a statement for both would show the subscription as it was before the wait.
    """
    rows = run(LOCK, {"customer": customer_pk})
    if not rows:
        Usage.objects.bulk_create([Usage(customer_id=customer_pk)], ignore_conflicts=True)
        rows = run(LOCK, {"customer": customer_pk})
    return int(rows[0][0])


def refuse_below_use(subscription: Subscription, plan: Plan, after: Order) -> None:
    """Raise StorageInUse if an order has less storage than is used, and less than the one before had.

    It locks the customer's usage, after the customer and before the wallet.
    """
    quota = quota_in_gb(plan.included_storage_gb, after.add_ons)
    if quota >= quota_gb(subscription):
        return
    used = locked_usage(subscription.customer_id)
    excess = used - quota * GB
    if excess > 0:
        units = after.add_ons.get(HOT, 0) - (-excess // (UNIT_GB[HOT] * GB))
        raise StorageInUse(used_bytes=used, quota_gb=quota, excess_bytes=excess, hot_storage_units=units)
