"""Filtering a list by days, in UTC, the first and the last included."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import RangeDateFilter

from foundation.times import NotATime, day

DAY = datetime.timedelta(days=1)


class DayFilter(RangeDateFilter):
    """Unfold's filter for dates, here for moments: it would compare them without a time zone."""

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        """What isn't a date filters nothing."""
        first, last = self._midnight("from"), self._midnight("to")
        if first is not None:
            queryset = queryset.filter(**{f"{self.field_path}__gte": first})
        if last is not None:
            queryset = queryset.filter(**{f"{self.field_path}__lt": last + DAY})
        return queryset

    def _midnight(self, bound: str) -> datetime.datetime | None:
        try:
            found = day(str(self.used_parameters.get(f"{self.field_path}_{bound}", "")))
        except NotATime:
            return None
        return datetime.datetime.combine(found, datetime.time(), datetime.UTC)
