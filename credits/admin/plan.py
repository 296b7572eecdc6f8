"""What the platform sells, to whom, and at which wholesale price."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from credits.add_ons import ADD_ONS
from credits.models import AddOnPrice, Plan, PlanOpening
from errors_docs.money import format_credits
from partners.admin.base import OperatorAdmin
from partners.admin.inlines import TableInline
from partners.admin.priced import PricedAdmin

UNITS = {add_on.name: add_on.unit for add_on in ADD_ONS}


class OpeningInline(TableInline):
    """The partners that may sell the plan."""

    model = PlanOpening
    autocomplete_fields = ("account",)
    ordering = ("account__name",)
    per_page = 20


@admin.register(Plan)
class PlanAdmin(PricedAdmin):
    """A plan that somebody subscribes to can't be deleted; inactive, nobody can order it any more."""

    list_display = (
        "name",
        "slug",
        "shown_price",
        "shown_lens_price",
        "period",
        "refund_rule",
        "is_active",
        "open_to_all",
        "position",
    )
    list_filter = ("is_active", "open_to_all", "period", "refund_rule")
    search_fields = ("name", "slug")
    fieldsets = (
        (None, {"fields": ("name", "slug", "description", "position", "is_active", "open_to_all")}),
        (
            "Wholesale credits for a seat: the plan for a period, aiLensMedical for a month",
            {"fields": ("period", "price", "ai_lens_medical_price")},
        ),
        ("Given up before its end", {"fields": ("refund_rule", "monthly_price")}),
        (
            "Included",
            {"fields": ("included_storage_gb", "included_servers", "included_databases", "included_workspaces")},
        ),
    )
    inlines = (OpeningInline,)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Labels that are short enough to stand beside their fields."""
        labels = {"price": "Plan", "ai_lens_medical_price": "aiLensMedical", "monthly_price": "Used month of a seat"}
        return super().get_form(request, obj, change, labels=labels, **kwargs)

    @display(description="price", ordering="price")
    def shown_price(self, plan: Plan) -> str:
        return format_credits(plan.price)

    @display(description="aiLensMedical a month", ordering="ai_lens_medical_price")
    def shown_lens_price(self, plan: Plan) -> str:
        return format_credits(plan.ai_lens_medical_price)


@admin.register(PlanOpening)
class PlanOpeningAdmin(OperatorAdmin):
    list_display = ("account", "plan", "created_at")
    list_filter = (("account", AutocompleteSelectFilter), ("plan", AutocompleteSelectFilter))
    list_select_related = ("account", "plan")
    search_fields = ("account__name", "plan__name", "plan__slug")
    autocomplete_fields = ("account", "plan")


@admin.register(AddOnPrice)
class AddOnPriceAdmin(PricedAdmin):
    list_display = ("add_on", "unit", "shown_price")

    @display(description="one unit is")
    def unit(self, price: AddOnPrice) -> str:
        return UNITS.get(price.add_on, "")

    @display(description="wholesale price a month", ordering="price")
    def shown_price(self, price: AddOnPrice) -> str:
        return format_credits(price.price)
