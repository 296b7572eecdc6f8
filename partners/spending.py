"""A key's own cap: what it may charge in a calendar month, whatever the wallet holds."""

import datetime

from django.utils import timezone

from api.statements import run
from errors_docs.exceptions import KeyCapReached
from partners.caller import Caller

#: Adds to the month's sum unless it would pass the cap; no row then. The row's lock puts twins in one order.
ADD = """
INSERT INTO partners_keyspend AS s (key_id, month, spent)
SELECT %(key_id)s, %(month)s, %(amount)s::bigint WHERE %(amount)s::bigint <= %(cap)s::bigint
ON CONFLICT (key_id, month) DO UPDATE SET spent = s.spent + excluded.spent
WHERE s.spent + excluded.spent <= %(cap)s::bigint
RETURNING s.spent
"""
SPENT = "SELECT coalesce(sum(spent), 0)::bigint FROM partners_keyspend WHERE key_id = %(key_id)s AND month = %(month)s"


def count_spending(caller: Caller, amount: int) -> None:
    """Counts a charge against the key's cap, in the transaction of the charge. Raises KeyCapReached."""
    if caller.monthly_cap is None or amount <= 0:
        return
    today = timezone.now().date()
    values = {
        "key_id": caller.key_id,
        "month": today.replace(day=1),
        "amount": amount,
        "cap": caller.monthly_cap,
    }
    if not run(ADD, values):
        ((spent,),) = run(SPENT, {"key_id": values["key_id"], "month": values["month"]})
        raise KeyCapReached(cap=caller.monthly_cap, spent=spent, required=amount, resets_at=_next_month(today))


def _next_month(day: datetime.date) -> datetime.datetime:
    first = (day.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
    return datetime.datetime.combine(first, datetime.time(), tzinfo=datetime.UTC)
