"""Who did what in this admin, newest first, for everything at once; each object's own history shows its part."""

from django.contrib import admin
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from partners.admin.base import ReadOnlyAdmin
from partners.admin.day_filter import DayFilter

ACTIONS = {ADDITION: "added", CHANGE: "changed", DELETION: "deleted"}
COLOURS = {"added": "success", "changed": "info", "deleted": "danger"}


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    """Written by the other pages, changed by none."""

    list_display = ("action_time", "user", "action", "content_type", "what", "said")
    list_display_links = None
    list_filter = (("user", AutocompleteSelectFilter), "action_flag", ("action_time", DayFilter))
    list_select_related = ("user", "content_type")
    search_fields = ("object_repr", "change_message")
    ordering = ("-pk",)
    sortable_by = ()

    @display(description="action", label=COLOURS)
    def action(self, entry: LogEntry) -> str:
        return ACTIONS[entry.action_flag]

    @display(description="object")
    def what(self, entry: LogEntry) -> SafeString | str:
        url = entry.get_admin_url()
        return format_html('<a href="{}">{}</a>', url, entry.object_repr) if url else entry.object_repr

    @display(description="what happened")
    def said(self, entry: LogEntry) -> str:
        return entry.get_change_message()
