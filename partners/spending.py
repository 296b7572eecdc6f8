"""A key's own cap: what it may charge in a calendar month, whatever the wallet holds."""

import datetime
from typing import Final

from django.utils import timezone

from api.statements import run, sql_beside
from errors_docs.exceptions import KeyCapReached
from partners.caller import Caller

ADD: Final = sql_beside(__file__, "spend.sql")
SPENT: Final = sql_beside(__file__, "spent.sql")


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
