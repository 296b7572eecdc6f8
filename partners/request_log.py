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
from partners.models import LoggedRequest

INTERVAL_SECONDS: Final = 0.5
KEPT_FOR: Final = datetime.timedelta(days=30)
#: If the database is away for long the oldest are dropped: a log must not eat the memory of the server.
MOST_WAITING: Final = 50_000
BATCH: Final = 1000
#: Between the making of an id and the time of its row.
LONGEST_ANSWER: Final = datetime.timedelta(seconds=30)
#: Refusals that cost their sender nothing, so that there may be any number of them.
MERGED: Final = frozenset({401, 403, 404, 429})
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
            run(WRITE, {"requests": orjson.dumps(_merged(batch)).decode()})
        except (InterfaceError, OperationalError):
            _waiting.extendleft(reversed(batch))
            raise
    return busy


def _merged(batch: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of a batch: repeats of a refusal of one key and endpoint within a minute are one, counted."""
    rows: dict[Any, dict[str, Any]] = {}
    for one in batch:
        if one["status"] not in MERGED:
            rows[one["request_id"]] = one
            continue
        minute = one["created_at"].replace(second=0, microsecond=0)
        same = (minute, *(one[name] for name in ("key_id", "status", "code", "method", "route")))
        if (first := rows.get(same)) is None:
            rows[same] = {**one, "count": 1, "last_at": None, "merged_in": minute}
        else:
            first["count"] += 1
            first["last_at"] = one["created_at"]
    return list(rows.values())


def find_request(caller: Caller, request_id: str) -> LoggedRequest:
    """Return one of the caller's own requests in its mode, or the row that counts it. Raises RequestNotFound."""
    mine = LoggedRequest.objects.filter(account_id=caller.account_id, mode=caller.mode)
    found = row_of(mine, request_id)
    if found is None:
        raise RequestNotFound
    return found


def row_of(mine: "QuerySet[LoggedRequest]", request_id: str) -> LoggedRequest | None:
    """Return the row of a request, or the one in which a repeat of its time is counted: its id tells the time."""
    mine = mine.select_related("key")
    # PostgreSQL takes no NUL in a text, not even to compare with.
    found = mine.filter(request_id=request_id.replace("\0", "�")).first()
    if found is not None or not has_shape(request_id, "req"):
        return found
    began = time_of(request_id)
    # A row has the time of the answer, a moment after the id was made.
    repeats = mine.filter(count__gt=1, created_at__lte=began + LONGEST_ANSWER, last_at__gte=began)
    return repeats.order_by("-count", "-id").first()


def forget_old_requests() -> int:
    """Removes what is older than 30 days; returns how many."""
    removed, _ = LoggedRequest.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
    return removed


writer: Final = Background("request-log", INTERVAL_SECONDS, flush)
