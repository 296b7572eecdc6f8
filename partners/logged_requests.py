"""Reading the request log: for the APIs, and for the pages that show it.

An account may have millions of requests in it, and an index for each filter would make every request dearer to log. So
a filter looks at no more than SCANNED requests at a time. If fewer than a page of these match, the response has those,
and the place to read on from.
"""

import datetime
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from api.paging import MOST_COUNTED, CappedPagination, Count, Portion, capped_count
from partners.caller import Caller
from partners.models import ApiKey, LoggedRequest
from partners.models.logged_request import NOT_WELL

SCANNED: Final = MOST_COUNTED
NEWEST_FIRST: Final = ("-created_at", "-id")
CLASS: Final = "xx"


@dataclass(frozen=True)
class Place:
    """Where a request is in the log, which is in the order of time."""

    created_at: datetime.datetime
    id: int


@dataclass(frozen=True)
class LogFilter:
    """The requests that a reader wants; empty: all of them."""

    #: One status, such as 404, or a class, such as 4xx.
    status: str = ""
    code: str = ""
    method: str = ""
    #: The pattern, as Django matches it.
    route: str = ""
    #: The public id of a key.
    key: str = ""
    start: datetime.datetime | None = None
    end: datetime.datetime | None = None

    @property
    def indexed(self) -> Q:
        """Return the conditions that an index answers, except the key's. Refused requests are rare, and have one."""
        found = NOT_WELL if self.code or self.status[:1] in ("4", "5") else Q()
        if self.start is not None:
            found &= Q(created_at__gte=self.start)
        if self.end is not None:
            found &= Q(created_at__lt=self.end)
        return found

    @property
    def looked_at(self) -> Q:
        """Return the conditions that no index answers: each request has to be looked at. Empty: there are none."""
        named = {name: value for name in ("code", "method", "route") if (value := getattr(self, name))}
        return Q(**named) & self._status

    @property
    def _status(self) -> Q:
        if not self.status:
            return Q()
        if not self.status.endswith(CLASS):
            return Q(status=int(self.status))
        first = int(self.status[0]) * 100
        return Q(status__gte=first, status__lt=first + 100)


@dataclass(frozen=True)
class Scan:
    """Requests that match, newest first, and the last one that was looked at."""

    found: "QuerySet[LoggedRequest]"
    #: The last request that was looked at, if there are more; None: all were looked at, or none had to be.
    reached: LoggedRequest | None = None
    #: Whether requests had to be looked at, so that no more than SCANNED can match.
    bounded: bool = True


def requests_of(account_id: int, mode: str) -> "QuerySet[LoggedRequest]":
    """Return all requests of an account in a mode, with their keys, newest first."""
    mine = LoggedRequest.objects.filter(account_id=account_id, mode=mode).defer("marks")
    return mine.select_related("key").order_by(*NEWEST_FIRST)


def scan(account_id: int, mode: str, asked: LogFilter, after: Place | None = None) -> Scan:
    """Return the next requests after a place that match. One query for the key, and one for how far to look."""
    found = requests_of(account_id, mode).filter(asked.indexed)
    if asked.key:
        # By its number: no index has the order of a join.
        key = ApiKey.objects.filter(account_id=account_id, public_id=asked.key).values_list("pk", flat=True).first()
        found = found.filter(key_id=key) if key is not None else found.none()
    if after is not None:
        found = found.filter(_older_than(after))
    if not asked.looked_at:
        return Scan(found, bounded=False)
    reached = found.select_related(None).only("created_at", "request_id")[SCANNED - 1 : SCANNED].first()
    if reached is not None:
        found = found.filter(_not_older_than(Place(reached.created_at, reached.pk)))
    return Scan(found.filter(asked.looked_at), reached)


def list_requests(caller: Caller, portion: Portion, asked: LogFilter) -> tuple[list[LoggedRequest], CappedPagination]:
    """Return a part of the caller's requests in its mode. Raises ValidationFailed for a page that is too deep."""
    looked = scan(caller.account_id, caller.mode, asked, _place_of(portion.after))
    counted = portion.counted or _count(looked)
    portion.refuse_too_deep(counted)
    rows = list(looked.found[portion.rows])
    last = rows[portion.limit - 1] if len(rows) > portion.limit else looked.reached
    following = None if last is None else [last.created_at.isoformat(), last.pk]
    return rows[: portion.limit], portion.capped_pagination(following, counted)


def _count(looked: Scan) -> Count:
    if not looked.bounded:
        return capped_count(looked.found, "created_at")
    return Count(looked.found.count(), looked.reached is None)


def _place_of(after: list[str | int] | None) -> Place | None:
    return None if after is None else Place(datetime.datetime.fromisoformat(str(after[0])), int(after[1]))


def _older_than(place: Place) -> Q:
    before = Q(created_at__lt=place.created_at) | Q(id__lt=place.id)
    return Q(created_at__lte=place.created_at) & before


def _not_older_than(place: Place) -> Q:
    since = Q(created_at__gt=place.created_at) | Q(id__gte=place.id)
    return Q(created_at__gte=place.created_at) & since
