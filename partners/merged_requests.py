"""Which requests of the log share a row, so that a key that is refused all day adds few.

Repeats of a refusal that costs its sender nothing share one for each key, endpoint, code and minute. Beyond a daily
number of rows of refusals an account's further ones share one for each key, code and hour. What went well and what
failed has a row in any case. Each row counts its requests, and knows the first of them by their marks.
"""

import datetime
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, Final

from api.statements import run, sql_beside
from errors_docs.catalogues import CATALOGUES

#: Refusals that cost their sender nothing, so that there may be any number of them.
FREE: Final = frozenset({401, 403, 404, 429})
#: Rows of refusals that an account has in a day (UTC), about: each process counts what others have written.
REFUSED_ROWS_PER_DAY: Final = 10_000
#: How many requests a row knows by their marks; of further ones it knows the number and the time.
MOST_MARKS: Final = 500
MARK_BYTES: Final = 4
COUNTED: Final = sql_beside(__file__, "refused_rows.sql")

Noted = dict[str, Any]


def merged(batch: Iterable[Noted]) -> list[Noted]:
    """Return the rows of a batch, in their order."""
    return list(_Rows(list(batch)).rows.values())


def mark_of(request_id: str) -> bytes:
    """Return the few bytes by which a row knows one of its requests."""
    return sha256(request_id.encode(errors="replace")).digest()[:MARK_BYTES]


def has_mark(marks: bytes, request_id: str) -> bool:
    """Return whether a request is among the marks."""
    mark = mark_of(request_id)
    return any(marks[at : at + MARK_BYTES] == mark for at in range(0, len(marks), MARK_BYTES))


def is_complete(marks: bytes, count: int) -> bool:
    """Return whether all requests of a row have their mark in it."""
    return len(marks) == count * MARK_BYTES


class _Rows:
    """The rows of one batch. ``room`` is how many rows of refusals each account may still have today."""

    def __init__(self, batch: list[Noted]) -> None:
        self.rows: dict[Any, Noted] = {}
        self._room = _room({(one["account_id"], _day(one)) for one in batch if _is_refused(one)})
        for one in batch:
            self._take(one)

    def _take(self, one: Noted) -> None:
        if not _is_refused(one):
            self.rows[one["request_id"]] = one
            return
        is_free, minute = one["status"] in FREE, one["created_at"].replace(second=0, microsecond=0)
        place: Any = one["request_id"]
        if is_free:
            place = (minute, *(one[name] for name in ("key_id", "status", "code", "method", "route")))
        if is_free and place in self.rows:
            _count(self.rows[place], one)
        elif self._take_room(one):
            self.rows[place] = {**one, **_first(one, minute)} if is_free else one
        else:
            self._take_for_hour(one, minute.replace(minute=0))

    def _take_room(self, one: Noted) -> bool:
        owner = (one["account_id"], _day(one))
        self._room[owner] -= 1
        return self._room[owner] >= 0

    def _take_for_hour(self, one: Noted, hour: datetime.datetime) -> None:
        place = (hour, one["key_id"], one["status"], one["code"])
        if place in self.rows:
            _count(self.rows[place], one)
        else:
            self.rows[place] = {**one, **_first(one, hour), "method": "", "route": "", "message": "", "details": None}


def _first(one: Noted, merged_in: datetime.datetime) -> Noted:
    return {"count": 1, "last_at": None, "merged_in": merged_in, "marks": mark_of(one["request_id"]).hex()}


def _count(row: Noted, one: Noted) -> None:
    row["count"] += 1
    row["last_at"] = one["created_at"]
    if len(row["marks"]) < MOST_MARKS * MARK_BYTES * 2:
        row["marks"] += mark_of(one["request_id"]).hex()


def _is_refused(one: Noted) -> bool:
    """Return whether a rule refused it. Over MCP a refusal has the status 200, and that of its code is another."""
    status: int = one["status"]
    if status == 200 and one["code"]:
        entry = CATALOGUES[one["surface"]].get(one["code"])
        status = entry.status if entry is not None else status
    return 400 <= status < 500


def _day(one: Noted) -> datetime.date:
    day: datetime.date = one["created_at"].astimezone(datetime.UTC).date()
    return day


def _room(owners: set[tuple[int, datetime.date]]) -> dict[tuple[int, datetime.date], int]:
    """Return how many more rows of refusals each account may have on each day."""
    room = {}
    for day in {day for _, day in owners}:
        accounts = [account for account, on in owners if on == day]
        since = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
        values = {"accounts": accounts, "since": since, "until": since + datetime.timedelta(days=1)}
        for account, count in run(COUNTED, {**values, "bound": REFUSED_ROWS_PER_DAY}):
            room[account, day] = REFUSED_ROWS_PER_DAY - count
    return room
