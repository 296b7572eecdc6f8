"""What partners ask of their customers. A price that is missing refuses the orders that need it."""

from django.contrib import admin
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from credits.models import RetailAddOnPrice, RetailPrice
from errors_docs.money import format_credits
from partners.admin.priced import PricedAdmin


@admin.register(RetailPrice)
class RetailPriceAdmin(PricedAdmin):
    list_display = ("account", "plan", "is_enabled", "shown_price", "shown_lens_price")
    list_filter = ("is_enabled", ("account", AutocompleteSelectFilter), ("plan", AutocompleteSelectFilter))
    list_select_related = ("account", "plan")
    search_fields = ("account__name", "plan__name", "plan__slug")
    autocomplete_fields = ("account", "plan")

    @display(description="price", ordering="price", empty_value="missing")
    def shown_price(self, retail: RetailPrice) -> str | None:
        return None if retail.price is None else format_credits(retail.price)

    @display(description="aiLensMedical", ordering="ai_lens_medical_price", empty_value="missing")
    def shown_lens_price(self, retail: RetailPrice) -> str | None:
        return None if retail.ai_lens_medical_price is None else format_credits(retail.ai_lens_medical_price)


@admin.register(RetailAddOnPrice)
class RetailAddOnPriceAdmin(PricedAdmin):
    list_display = ("account", "add_on", "shown_price")
    list_filter = ("add_on", ("account", AutocompleteSelectFilter))
    list_select_related = ("account",)
    search_fields = ("account__name", "add_on")
    autocomplete_fields = ("account",)

    @display(description="price", ordering="price")
    def shown_price(self, retail: RetailAddOnPrice) -> str:
        return format_credits(retail.price)
