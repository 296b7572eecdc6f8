"""Uploads in test mode that aren't stored yet: nobody pays for them, so they count towards the account's quota."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.conf import settings

from customers.quota import GB
from errors_docs.exceptions import StorageFull

#: What may come between files, which isn't stored: boundaries, headers, the fields of a form.
BETWEEN_FILES: Final = 1024 * 1024
#: Bytes that have come, by account, in this process.
_coming: Final[dict[int, int]] = {}


class Upload:
    """One upload; ``room`` is what the account may add, without a bound for None."""

    def __init__(self, account_id: int, room: int | None) -> None:
        self._account_id = account_id
        self._room = room
        self._size = 0

    def count(self, size: int) -> None:
        """Count bytes that came. Raises StorageFull once all of the account's have no room."""
        if self._room is None:
            return
        self._size += size
        coming = _coming[self._account_id] = _coming.get(self._account_id, 0) + size
        if coming > self._room + BETWEEN_FILES:
            quota = settings.TEST_STORAGE_GB
            raise StorageFull(quota_gb=quota, used_bytes=quota * GB - self._room, required_bytes=coming)

    def end(self) -> None:
        """Count it no more."""
        left = _coming.pop(self._account_id, 0) - self._size
        if left:
            _coming[self._account_id] = left


@contextmanager
def counted(account_id: int, room: int | None) -> Iterator[Upload]:
    """Count an upload for as long as its files are temporary."""
    upload = Upload(account_id, room)
    try:
        yield upload
    finally:
        upload.end()
