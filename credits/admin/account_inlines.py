"""What stands on an account's page beside its own fields."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import StackedInline

from credits.models import PlanOpening, RetailAddOnPrice, RetailPrice
from partners.accounts import trial_end
from partners.admin.inlines import TableInline
from partners.admin.priced import PricedTable
from partners.admin.typed_fields import TYPED_FIELDS
from partners.models import Partner


class TermsForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """Another tier begins its own trial or, as an upgrade does, ends the one that runs, unless an end is given too."""

    class Meta:
        model = Partner
        fields = ("tier", "contact_email", "trial_ends_at")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "tier" in self.changed_data and "trial_ends_at" not in self.changed_data and cleaned.get("tier"):
            cleaned["trial_ends_at"] = trial_end(cleaned["tier"], timezone.now())
        return cleaned


class PartnerInline(StackedInline):
    """The profile, always exactly one."""

    model = Partner
    form = TermsForm
    verbose_name = "terms"
    fields = ("tier", "contact_email", "trial_ends_at")
    can_delete = False
    formfield_overrides = TYPED_FIELDS  # type: ignore[misc]  # Django reads it from the class, unfold makes it its own

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
