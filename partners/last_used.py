"""When a key was last used, to the minute or so, written off the hot path.

A request only notes its key in memory. A thread of the process writes what has gathered, one statement for all
keys, every half minute; a process that is killed loses that much, which is what "coarse" means.
"""

import datetime
from typing import Final

from django.utils import timezone

from partners.background import Background
from partners.models import ApiKey

INTERVAL_SECONDS: Final = 30

_noted: dict[int, datetime.datetime] = {}


def note(key_id: int) -> None:
    """Remembers that a key was used now."""
    _noted[key_id] = timezone.now()
    writer.ensure_started()


def flush() -> None:
    """Writes what was noted. Keys whose write fails are noted again by their next use."""
    noted = {key_id: _noted.pop(key_id) for key_id in list(_noted)}
    if noted:
        ApiKey.objects.bulk_update(
            [ApiKey(id=key_id, last_used_at=moment) for key_id, moment in noted.items()],
            ["last_used_at"],
            batch_size=500,
        )


writer: Final = Background("last-used", INTERVAL_SECONDS, flush)
