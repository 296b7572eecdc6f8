"""Events and what was sent of them are kept for 30 days, rotated secrets until their overlap ends."""

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


def forget_old_secrets() -> int:
    """Removes secrets whose overlap with their successor has ended; how many."""
    ended = Endpoint.objects.filter(previous_until__lte=timezone.now())
    return ended.update(previous_secret=None, previous_until=None)


@transaction.atomic
def _forget_batch(before: datetime.datetime) -> int:
    return len(run(FORGET, {"before": before, "batch": BATCH}))
