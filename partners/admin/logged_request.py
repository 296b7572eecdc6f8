"""What clients asked and how it ended, for whoever is called with a request id."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from partners.admin.api_key import MODE_COLOURS
from partners.admin.base import ReadOnlyAdmin
from partners.admin.day_filter import DayFilter
from partners.key_text import key_text
from partners.models import LoggedRequest


@admin.register(LoggedRequest)
class LoggedRequestAdmin(ReadOnlyAdmin):
    list_display = (
        "created_at",
        "account",
        "shown_mode",
        "key_used",
        "method",
        "route",
        "status",
        "code",
        "request_id",
    )
    list_filter = ("surface", ("account", AutocompleteSelectFilter), ("created_at", DayFilter))
    list_select_related = ("account", "key__account")
    # The search compares whole values (get_search_results); Django shows the field because this isn't empty.
    search_fields = ("request_id",)
    search_help_text = "A whole request id, or an error code"
    ordering = ("-created_at",)
    sortable_by = ()

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> tuple["QuerySet[Any]", bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        return queryset.filter(**{"request_id" if term.startswith("req_") else "code": term}), False

    @display(description="mode", label=MODE_COLOURS)
    def shown_mode(self, logged: LoggedRequest) -> str:
        return logged.mode

    @display(description="key")
    def key_used(self, logged: LoggedRequest) -> str:
        return key_text(logged.key)
