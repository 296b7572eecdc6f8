"""The request log: noted in memory as a request ends, written by a thread a moment later, kept for 30 days."""

import datetime
from collections import deque
from collections.abc import Mapping
from typing import Any, Final

import orjson
from django.db import InterfaceError, OperationalError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from api.ids import has_shape, time_of
from api.statements import run, sql_beside
from errors_docs.exceptions import RequestNotFound
from errors_docs.surfaces import surface_of
from partners.background import Background
from partners.caller import Caller
from partners.merged_requests import MARK_BYTES, MOST_MARKS, has_mark, is_complete, merged
from partners.models import LoggedRequest

INTERVAL_SECONDS: Final = 0.5
KEPT_FOR: Final = datetime.timedelta(days=30)
#: If the database is away for long the oldest are dropped: a log must not eat the memory of the server.
MOST_WAITING: Final = 50_000
BATCH: Final = 1000
#: Between the making of an id and the time of its row.
LONGEST_ANSWER: Final = datetime.timedelta(seconds=30)
#: Merged rows that are looked through for one id, those with most requests first.
MOST_LOOKED_AT: Final = 1000
WRITE: Final = sql_beside(__file__, "log_requests.sql")

#: The columns of log_requests.sql, of each request that is not written yet.
_waiting: deque[dict[str, Any]] = deque(maxlen=MOST_WAITING)


def note(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """Remembers how a request of a known key ended; others are in the access log alone."""
    route = request.resolver_match.route if request.resolver_match else ""
    said = getattr(response, "said_of_rule", None)
    note_answer(request, route, response.status_code, getattr(response, "error_code", ""), seconds, said)


def note_answer(
    request: HttpRequest,
    route: str,
    status: int,
    code: str,
    seconds: float,
    said: Mapping[str, Any] | None = None,
) -> None:
    """As ``note``, for what Django's views didn't answer. ``said`` is the ``error`` of a refusal that may be kept."""
    known = getattr(request, "known_key", None)
    surface = surface_of(request.path)
    if known is None or surface is None:
        return
    account_id, key_id, mode = known
    _waiting.append(
        {
            "request_id": request.request_id,  # type: ignore[attr-defined]  # api.middleware sets it
            "account_id": account_id,
            "key_id": key_id,
            "mode": mode,
            "surface": surface.name,
            "method": request.method or "",
            "route": route,
            "status": status,
            "code": code,
            "message": said["message"][:500] if said else "",
            "details": said.get("details") if said else None,
            "duration_ms": round(seconds * 1000, 2),
            "created_at": timezone.now(),
        }
    )
    writer.ensure_started()


def flush() -> bool:
    """Writes what waits; True if that was anything.

    While the database is away a batch waits on; one that it refuses would block all others.
    """
    busy = bool(_waiting)
    while _waiting:
        batch = [_waiting.popleft() for _ in range(min(BATCH, len(_waiting)))]
        try:
            rows = orjson.dumps(merged(batch)).decode()
            run(WRITE, {"requests": rows, "most_marks": MOST_MARKS * MARK_BYTES})
        except (InterfaceError, OperationalError):
            _waiting.extendleft(reversed(batch))
            raise
    return busy


def find_request(caller: Caller, request_id: str) -> LoggedRequest:
    """Return one of the caller's own requests in its mode, or the row that counts it. Raises RequestNotFound."""
    mine = LoggedRequest.objects.filter(account_id=caller.account_id, mode=caller.mode)
    found = row_of(mine, request_id)
    if found is None:
        raise RequestNotFound
    return found


def row_of(mine: "QuerySet[LoggedRequest]", request_id: str) -> LoggedRequest | None:
    """Return the row of a request, or the one that counts it.

    The id of a repeat tells its time, and a row knows the first MOST_MARKS of its requests. In a row of more an id of
    its time is found without being known.
    """
    mine = mine.select_related("key")
    # PostgreSQL takes no NUL in a text, not even to compare with.
    found = mine.filter(request_id=request_id.replace("\0", "�")).first()
    if found is not None or not has_shape(request_id, "req"):
        return found
    began = time_of(request_id)
    # A row has the time of the answer, a moment after the id was made.
    repeats = mine.filter(count__gt=1, created_at__lte=began + LONGEST_ANSWER, last_at__gte=began)
    return _counting(list(repeats.order_by("-count", "-id")[:MOST_LOOKED_AT]), request_id)


def _counting(rows: list[LoggedRequest], request_id: str) -> LoggedRequest | None:
    """Return the row that has the mark of a request, or the first that may have counted it without a mark."""
    known = (row for row in rows if has_mark(bytes(row.marks or b""), request_id))
    unknown = (row for row in rows if not is_complete(bytes(row.marks or b""), row.count))
    return next(known, None) or next(unknown, None)


def forget_old_requests() -> int:
    """Removes what is older than 30 days; returns how many."""
    removed, _ = LoggedRequest.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
    return removed


writer: Final = Background("request-log", INTERVAL_SECONDS, flush)
