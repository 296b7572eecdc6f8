"""Work about images that leaves the request; enqueued in the transaction that caused it."""

import datetime
from collections.abc import Sequence
from typing import Final

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from imaging import indexing
from imaging.models import IndexState, Instance

#: Instances of one job.
BATCH: Final = 200
#: An instance that waits longer was left behind: its job ended with its worker.
LEFT_BEHIND: Final = datetime.timedelta(minutes=10)
#: Of these at most so many are taken up at a time.
MOST_TAKEN_UP: Final = 10_000


@app.task(name="imaging.index_instances", queue="imaging", retry=RetryStrategy(max_attempts=6, exponential_wait=3))
def index_instances(*, ids: list[int]) -> None:
    """Indexes stored instances. One that can't be indexed says so on its row and fails nobody else."""
    indexing.index_instances(ids)


def enqueue(ids: Sequence[int]) -> None:
    """Lets instances be indexed, in jobs of bounded size."""
    for start in range(0, len(ids), BATCH):
        index_instances.defer(ids=list(ids[start : start + BATCH]))


def index_left_behind() -> int:
    """Enqueues anew what has waited too long; returns how much. Indexing twice changes nothing."""
    old = Instance.objects.filter(state=IndexState.PENDING, stored_at__lt=timezone.now() - LEFT_BEHIND)
    ids = list(old.order_by("pk").values_list("pk", flat=True)[:MOST_TAKEN_UP])
    enqueue(ids)
    return len(ids)
