"""The request log of an account in one of its modes, as its pages show it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from errors_docs.catalogue import Entry as CatalogueEntry
from errors_docs.catalogues import catalogue_for
from partners.models import LoggedRequest
from partners.models.logged_request import NOT_WELL
from portal.visitor import Visitor

PAGE: Final = 50
DAY: Final = datetime.timedelta(days=1)
#: The filter by status, by its first digit.
STATUSES: Final = {"2": "2xx, good", "4": "4xx, refused", "5": "5xx, failed"}


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
class LogFilter:
    """What of the log is asked for; empty: everything."""

    status: str = ""
    code: str = ""
    key: str = ""

    @property
    def conditions(self) -> Q:
        found = Q()
        if self.status in STATUSES:
            first = int(self.status) * 100
            found &= Q(status__gte=first, status__lt=first + 100)
        if self.code:
            found &= Q(code=self.code)
        if self.key:
            found &= Q(key__public_id=self.key)
        return found


def requests_of(visitor: Visitor) -> "QuerySet[LoggedRequest]":
    """Every logged request that the visitor may know of in this mode, with its key, newest first."""
    mine = LoggedRequest.objects.filter(account=visitor.account, mode=visitor.mode)
    return mine.select_related("key").order_by("-created_at", "-id")


def log_page(visitor: Visitor, asked: LogFilter, before: str = "") -> list[LoggedRequest]:
    """A page of the log, and one row more if there are older ones. ``before`` is the request id of the row before."""
    found = requests_of(visitor).filter(asked.conditions)
    last = requests_of(visitor).filter(request_id=before).first() if before else None
    if last is not None:
        found = found.filter(Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, id__lt=last.pk))
    return list(found[: PAGE + 1])


def traffic(visitor: Visitor) -> Traffic:
    """In two queries: a busy day is only counted, and what is looked at are the few that did not go well."""
    day = LoggedRequest.objects.filter(account=visitor.account, mode=visitor.mode, created_at__gte=timezone.now() - DAY)
    rows: Any = (
        day.filter(NOT_WELL)
        .values_list("code")
        .annotate(total=Count("pk"), failed=Count("pk", filter=Q(status__gte=500)))
        .order_by("-total", "code")
    )
    counted = [(code, total, failed) for code, total, failed in rows]
    refusals = [_code_count(visitor, code, total) for code, total, _ in counted if code]
    failed = sum(failed for _, _, failed in counted)
    return Traffic(day.count(), sum(row.count for row in refusals) - failed, failed, refusals)


def _code_count(visitor: Visitor, code: str, count: int) -> CodeCount:
    return CodeCount(code, count, catalogue_for(visitor.surface).get(code), visitor.surface.error_url(code))
