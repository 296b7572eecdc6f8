"""What stands on an account's page beside its own fields."""

from typing import Any

from django.http import HttpRequest
from unfold.admin import StackedInline

from credits.models import PlanOpening, RetailAddOnPrice, RetailPrice
from partners.admin.inlines import TableInline
from partners.admin.priced import PricedTable
from partners.models import Partner


class PartnerInline(StackedInline):
    """The profile, always exactly one."""

    model = Partner
    verbose_name = "terms"
    fields = ("tier", "contact_email", "trial_ends_at")
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RetailPriceInline(PricedTable):
    model = RetailPrice
    verbose_name_plural = "retail"
    autocomplete_fields = ("plan",)
    tab = True


class RetailAddOnPriceInline(PricedTable):
    model = RetailAddOnPrice
    verbose_name_plural = "add-ons"
    tab = True


class OpeningInline(TableInline):
    """The plans that this partner may sell beside those open to all."""

    model = PlanOpening
    verbose_name_plural = "openings"
    autocomplete_fields = ("plan",)
    tab = True
