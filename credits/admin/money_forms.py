"""The forms that move credits by hand."""

import datetime
from typing import Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from credits.models import GrantKind
from foundation.form_fields import NameField
from partners.admin.credits_widget import CreditsWidget
from partners.admin.key_forms import FutureField
from partners.credits_field import LARGEST, CreditsField
from partners.modes import LIVE, mode_choices
from partners.once import OnceForm

#: How long bought credits last (contract): offered, and may be changed for each grant.
LIFETIME: Final = datetime.timedelta(days=365)
DESCRIPTION_LENGTH: Final = 300


def in_a_year() -> datetime.datetime:
    return (timezone.now() + LIFETIME).replace(second=0, microsecond=0)


class MovementForm(OnceForm):
    """Which wallet, and how much. The nonce becomes the movement's reference: sent twice, it moves once."""

    mode = forms.ChoiceField(label="Wallet", choices=mode_choices, initial=LIVE, widget=UnfoldAdminRadioSelectWidget)

    @property
    def reference(self) -> str:
        """The name of the movement in the ledger, for a valid form."""
        return f"admin:{self.cleaned_data['nonce']}"


class GrantCredits(MovementForm):
    """Credits given to a partner."""

    amount = CreditsField(label="Credits", min_value=1, widget=CreditsWidget, help_text="With at most two decimals.")
    kind = forms.ChoiceField(
        choices=GrantKind.choices,
        initial=GrantKind.PURCHASED,
        widget=UnfoldAdminSelectWidget,
        help_text="Used in this order: monthly, promotional, purchased.",
    )
    expires_at = FutureField(label="Expires", required=False, initial=in_a_year, help_text="UTC. Empty: never.")
    description = NameField(
        max_length=DESCRIPTION_LENGTH,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "Invoice 2027-0012"}),
        help_text="The partner reads it in its ledger.",
    )


class AdjustCredits(MovementForm):
    """A correction, up or down."""

    amount = CreditsField(
        label="Credits",
        min_value=-LARGEST,
        widget=CreditsWidget,
        help_text="10.00 adds, -10.00 takes away; never more than is available.",
    )
    reason = NameField(
        max_length=DESCRIPTION_LENGTH,
        widget=UnfoldAdminTextInputWidget,
        help_text="The partner reads it in its ledger.",
    )

    def clean_amount(self) -> int:
        """Raises ValidationError for nothing."""
        amount: int = self.cleaned_data["amount"]
        if amount == 0:
            raise ValidationError("0.00 corrects nothing.")
        return amount


class ReverseEntry(forms.Form):
    """Why an entry is undone."""

    reason = NameField(
        max_length=DESCRIPTION_LENGTH,
        widget=UnfoldAdminTextInputWidget,
        help_text="The partner reads it in its ledger.",
    )
