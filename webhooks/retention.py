"""Events and what was sent of them are kept for 30 days."""

import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from api.statements import run, sql_beside
from webhooks.models import Endpoint

KEPT_FOR: Final = datetime.timedelta(days=30)
BATCH: Final = 1000
FORGET: Final = sql_beside(__file__, "forget.sql")


def forget_old_events() -> int:
    """Removes events older than that with their deliveries, in batches, and deleted endpoints; how many events."""
    before, removed = timezone.now() - KEPT_FOR, 0
    while count := _forget_batch(before):
        removed += count
    Endpoint.objects.filter(deleted_at__lt=before, deliveries=None).delete()
    return removed


@transaction.atomic
def _forget_batch(before: datetime.datetime) -> int:
    return len(run(FORGET, {"before": before, "batch": BATCH}))
