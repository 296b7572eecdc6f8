"""Files that take long to make: one at a time for each account in a process, made while they are sent.

A streaming response is made in a separate thread (config/server/streams.py), in turns with the others: it takes none
of the threads that short calls wait for.
"""

from collections.abc import Iterator
from typing import Final
from weakref import WeakValueDictionary

from django.http import StreamingHttpResponse

from partners.models import Account

#: So much of a file is sent together: each piece is a hop into the server's event loop.
PIECE_CHARACTERS: Final = 64 * 1024

#: By account. A file that nobody holds any more is none, however it ended.
_making: Final[WeakValueDictionary[int, "_File"]] = WeakValueDictionary()


class StillMaking(Exception):
    """The account has such a file on the way."""


def long_file(account: Account, pieces: Iterator[str] | Iterator[bytes], kind: str, name: str) -> StreamingHttpResponse:
    """Return a file to download, made of these pieces. Raises StillMaking."""
    if account.pk in _making:
        raise StillMaking
    file = _making[account.pk] = _File(account.pk, pieces)
    response = StreamingHttpResponse(file, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def gathered(lines: Iterator[str]) -> Iterator[str]:
    """Yield the lines in larger pieces."""
    taken, size = list[str](), 0
    for line in lines:
        taken.append(line)
        size += len(line)
        if size >= PIECE_CHARACTERS:
            yield "".join(taken)
            taken, size = [], 0
    yield "".join(taken)


class _File:
    """The pieces, and the account's place until the answer is closed. Django closes what it streams."""

    def __init__(self, account_id: int, pieces: Iterator[str] | Iterator[bytes]) -> None:
        self._account_id = account_id
        self._pieces = pieces

    def __iter__(self) -> Iterator[str | bytes]:
        return iter(self._pieces)

    def close(self) -> None:
        """Give the place back; Django's iterator of the pieces ends with the answer."""
        if _making.get(self._account_id) is self:
            del _making[self._account_id]
