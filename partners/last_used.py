"""When a key was last used, to the minute or so, written off the hot path.

A request only notes its key in memory. A thread of the process writes what has gathered, one statement for all
keys, every half minute; a process that is killed loses that much, which is what "coarse" means.
"""

import atexit
import datetime
import threading
from typing import Final

from django.db import Error, connection
from django.utils import timezone

from partners.models import ApiKey

INTERVAL_SECONDS: Final = 30

_noted: dict[int, datetime.datetime] = {}
_started = threading.Lock()
_stopping = threading.Event()


def note(key_id: int) -> None:
    """Remembers that a key was used now."""
    _noted[key_id] = timezone.now()
    # The first caller takes the lock for good and starts the one writer of the process.
    if not _started.locked() and _started.acquire(blocking=False):
        threading.Thread(target=_write_until_stopped, name="last-used", daemon=True).start()


def flush() -> None:
    """Writes what was noted. Keys whose write fails are noted again by their next use."""
    noted = {key_id: _noted.pop(key_id) for key_id in list(_noted)}
    if noted:
        ApiKey.objects.bulk_update(
            [ApiKey(id=key_id, last_used_at=moment) for key_id, moment in noted.items()],
            ["last_used_at"],
            batch_size=500,
        )


def flush_and_disconnect() -> None:
    """What the thread does each time. It keeps no connection in between: one for each process would be idle for ever."""
    try:
        flush()
    except Error:
        # The database is away; the gate says so to callers, and the next use of a key notes it again.
        return
    finally:
        connection.close()


def _write_until_stopped() -> None:
    while not _stopping.wait(INTERVAL_SECONDS):
        flush_and_disconnect()


@atexit.register
def _stop() -> None:
    _stopping.set()
