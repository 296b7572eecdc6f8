"""What a process does in tests/lifecycle/test_renewals_at_once.py."""

import datetime

from customers import renewals


def renew(day: str, batch: int) -> int:
    """Renews what is due on a day, in batches of this size."""
    setattr(renewals, "BATCH", batch)  # noqa: B010 - it is final for everybody but this test
    return renewals.renew_due(datetime.datetime.fromisoformat(day))
