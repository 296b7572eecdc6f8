"""Holds: credits set aside. Whoever placed one settles it; the sweeper releases what is left."""

from django.contrib import admin
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from credits.models import Hold, HoldState
from errors_docs.money import format_credits
from partners.admin.base import ReadOnlyAdmin

COLOURS = {HoldState.OPEN.value: "warning", HoldState.CAPTURED.value: "success", HoldState.RELEASED.value: "info"}


@admin.register(Hold)
class HoldAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "wallet", "shown_amount", "shown_state", "deadline", "settled_at")
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("wallet__mode", ChoicesDropdownFilter),
        ("wallet__account", AutocompleteSelectFilter),
    )
    list_select_related = ("wallet__account",)
    search_fields = ("=entry__reference",)
    search_help_text = "The whole reference"
    ordering = ("-pk",)
    sortable_by = ()
    fields = ("wallet", "entry", "shown_amount", "shown_state", "deadline", "settled_at", "created_at")

    @display(description="amount")
    def shown_amount(self, hold: Hold) -> str:
        return format_credits(hold.amount)

    @display(description="state", label=COLOURS)
    def shown_state(self, hold: Hold) -> str:
        return hold.state
