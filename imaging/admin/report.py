"""Reports without their content, and the audit trail of everything that was opened."""

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from imaging.models import Download, Report
from partners.admin.base import ReadOnlyAdmin
from partners.admin.day_filter import DayFilter


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    """A title may name a patient, so it isn't shown."""

    list_display = ("public_id", "customer", "report_type", "file_type", "bytes", "scan", "uploader", "created_at")
    list_filter = (
        ("report_type", ChoicesDropdownFilter),
        ("file_type", ChoicesDropdownFilter),
        ("scan", ChoicesDropdownFilter),
        ("customer__account", AutocompleteSelectFilter),
    )
    list_select_related = ("customer",)
    search_fields = ("=public_id", "=customer__public_id")
    search_help_text = "A whole report id or customer id"
    ordering = ("-pk",)
    sortable_by = ()
    fields = (
        "public_id",
        "customer",
        "study",
        "report_type",
        "file_type",
        "has_form",
        "bytes",
        "scan",
        "uploader",
        "created_at",
    )

    @display(description="size")
    def bytes(self, report: Report) -> str:
        return filesizeformat(report.size)


@admin.register(Download)
class DownloadAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "customer", "way", "subject", "address", "request_id")
    list_filter = (("way", ChoicesDropdownFilter), ("created_at", DayFilter))
    list_select_related = ("customer",)
    search_fields = ("=subject", "=request_id", "=customer__public_id")
    search_help_text = "A whole id: report, link, agent, request or customer"
    ordering = ("-pk",)
    sortable_by = ()
    fields = ("created_at", "customer", "way", "subject", "study", "address", "request_id")
