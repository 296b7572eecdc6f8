"""The request log: noted in memory as a request ends, written by a thread a moment later, kept for 30 days."""

import datetime
from collections import deque
from collections.abc import Mapping
from typing import Any, Final

import orjson
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

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
            run(WRITE, {"requests": orjson.dumps(batch).decode()})
        except (InterfaceError, OperationalError):
            _waiting.extendleft(reversed(batch))
            raise
    return busy


def find_request(caller: Caller, request_id: str) -> LoggedRequest:
    """One of the caller's own requests in its mode. Raises RequestNotFound."""
    mine = LoggedRequest.objects.select_related("key").filter(account_id=caller.account_id, mode=caller.mode)
    found = mine.filter(request_id=request_id.replace("\0", "�")).first()
    if found is None:
        raise RequestNotFound
    return found


def forget_old_requests() -> int:
    """Removes what is older than 30 days; returns how many."""
    removed, _ = LoggedRequest.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
    return removed


writer: Final = Background("request-log", INTERVAL_SECONDS, flush)
