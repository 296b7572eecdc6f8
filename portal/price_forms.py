"""Retail prices as a partner sets them."""

from typing import Any

from django import forms

from credits.add_ons import ADD_ONS
from partners.credits_field import CreditsField


class PlanPriceForm(forms.Form):
    """What customers pay for a seat of one plan, and whether it can be ordered."""

    is_enabled = forms.BooleanField(required=False, label="Enabled", help_text="Only enabled plans can be ordered.")
    price = CreditsField(required=False, label="Retail price of a seat for a period", help_text="Empty: not set.")
    ai_lens_medical_price = CreditsField(
        required=False,
        label="Retail price of aiLensMedical, per seat and month",
        help_text="Empty: orders with it are refused.",
    )


class AddOnPricesForm(forms.Form):
    """What customers pay for a unit of each add-on in a month."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for add_on in ADD_ONS:
            label = f"{add_on.title}, {add_on.unit}"
            self.fields[add_on.name] = CreditsField(required=False, label=label)
