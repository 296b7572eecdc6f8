"""The request log of an account in one of its modes, as its pages show it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q, Sum
from django.utils import timezone

from api.ids import has_shape
from errors_docs.catalogue import Entry as CatalogueEntry
from errors_docs.catalogues import catalogue_for
from partners.logged_requests import LogFilter, Place, requests_of, scan
from partners.models import LoggedRequest
from partners.models.logged_request import NOT_WELL
from portal.visitor import Visitor

PAGE: Final = 50
DAY: Final = datetime.timedelta(days=1)
#: The filter by status, by its first digit.
STATUSES: Final = {"2": "2xx, good", "3": "3xx, unchanged", "4": "4xx, refused", "5": "5xx, failed"}


@dataclass(frozen=True)
class CodeCount:
    """How often a code was answered, and what the catalogue says of it; None for a code that is gone."""

    code: str
    count: int
    entry: CatalogueEntry | None
    url: str


@dataclass(frozen=True)
class Traffic:
    """The last 24 hours in numbers."""

    total: int
    refused: int
    failed: int
    codes: Sequence[CodeCount]

    @property
    def error_rate(self) -> float:
        """In percent, refusals and failures together."""
        return round((self.refused + self.failed) * 100 / self.total, 1) if self.total else 0.0


@dataclass(frozen=True)
class LogPage:
    """A page of the log; ``older`` is the request id that the next page begins after, empty on the last."""

    rows: list[LoggedRequest]
    older: str


def log_page(visitor: Visitor, asked: LogFilter, before: str = "") -> LogPage:
    """Return a page of the log. ``before`` is the request id that it begins after."""
    mine = requests_of(visitor.account.pk, visitor.mode)
    last = mine.filter(request_id=before).first() if has_shape(before, "req") else None
    after = None if last is None else Place(last.created_at, last.pk)
    looked = scan(visitor.account.pk, visitor.mode, asked, after)
    found = list(looked.found[: PAGE + 1])
    following = found[PAGE - 1] if len(found) > PAGE else looked.reached
    return LogPage(found[:PAGE], "" if following is None else following.request_id)


def traffic(visitor: Visitor) -> Traffic:
    """In two queries: a busy day is only counted, and what is looked at are the few that did not go well."""
    day = LoggedRequest.objects.filter(account=visitor.account, mode=visitor.mode, created_at__gte=timezone.now() - DAY)
    rows: Any = (
        day.filter(NOT_WELL)
        .values_list("code")
        .annotate(total=Sum("count"), rows=Count("pk"), failed=Count("pk", filter=Q(status__gte=500)))
        .order_by("-total", "code")
    )
    counted = [(code, total, failed) for code, total, _, failed in rows]
    merged = sum(total - own for _, total, own, _ in rows)
    refusals = [_code_count(visitor, code, total) for code, total, _ in counted if code]
    failed = sum(failed for _, _, failed in counted)
    return Traffic(day.count() + merged, sum(row.count for row in refusals) - failed, failed, refusals)


def _code_count(visitor: Visitor, code: str, count: int) -> CodeCount:
    return CodeCount(code, count, catalogue_for(visitor.surface).get(code), visitor.surface.error_url(code))
