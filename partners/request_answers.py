"""Logged requests as both surfaces show them."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from django.conf import settings

from api.paging import CappedPagination
from errors_docs.surfaces import Surface
from partners.models import LoggedRequest


@dataclass(frozen=True)
class LoggedRequestAnswer:
    """One request in the log."""

    id: Annotated[str, "the same as requestId"]
    request_id: Annotated[str, "as in its X-Request-Id"]
    method: Annotated[str, "the HTTP method, in capitals; empty for refusals of several endpoints"]
    route: Annotated[str, "the endpoint's pattern, without ids; / for refusals of several endpoints"]
    status: Annotated[int, "the HTTP status that it was answered with"]
    code: Annotated[str | None, "the error code; null for a success"]
    docs: Annotated[str | None, "the page that explains the code; null for a success"]
    duration_ms: Annotated[float, "milliseconds until its answer, with at most two decimals"]
    key_id: Annotated[str, "the key that the request came with"]
    key_hint: Annotated[str, "the last four characters of that key"]
    created_at: Annotated[datetime.datetime, "when it was answered"]
    count: Annotated[int, "how many requests this row stands for; over 1 the rest of it is of the first of them"]
    last_at: Annotated[datetime.datetime | None, "when the last of them was answered; null for one request"]


@dataclass(frozen=True)
class LoggedRequestList:
    requests: Annotated[list[LoggedRequestAnswer], "newest first; with filters it may have fewer than limit, even none"]
    pagination: CappedPagination


def logged_request_answer(surface: Surface, logged: LoggedRequest) -> LoggedRequestAnswer:
    """Describe a logged request that was read with its key."""
    return LoggedRequestAnswer(
        id=logged.request_id,
        request_id=logged.request_id,
        method=logged.method,
        route="/" + logged.route,
        status=logged.status,
        code=logged.code or None,
        docs=settings.BASE_URL + surface.error_url(logged.code) if logged.code else None,
        duration_ms=logged.duration_ms,
        key_id=logged.key.public_id,
        key_hint=logged.key.hint,
        created_at=logged.created_at,
        count=logged.count,
        last_at=logged.last_at,
    )


def logged_request_list(
    surface: Surface, shown: Iterable[LoggedRequest], pagination: CappedPagination
) -> LoggedRequestList:
    """Describe a page of the log."""
    return LoggedRequestList([logged_request_answer(surface, logged) for logged in shown], pagination)
