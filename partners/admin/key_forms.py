"""The forms that make, rotate and revoke keys."""

import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from errors_docs.surfaces import Surface
from foundation.form_fields import NameField, SplitMomentField, WholeNumberField
from partners.admin.choices import Choice
from partners.admin.credits_widget import CreditsWidget
from partners.credits_field import CreditsField
from partners.keys import LONGEST_OVERLAP
from partners.models import Account, ApiKey
from partners.models.api_key import REASON_LENGTH
from partners.modes import LIVE, mode_choices
from partners.networks_field import NetworksField
from partners.once import OnceForm
from partners.scopes import SCOPES, default_scopes


class FutureField(SplitMomentField):
    """A moment that is still to come, in UTC; may be left empty unless required."""

    widget = UnfoldAdminSplitDateTimeWidget

    def clean(self, value: Any) -> datetime.datetime | None:
        """Raises ValidationError for a moment that has passed."""
        moment: datetime.datetime | None = super().clean(value)
        if moment is not None and moment <= timezone.now():
            raise ValidationError("This moment has passed.")
        return moment


class KeyOwner(forms.Form):
    """The first step of a new key: whose it is. What else can be asked depends on it."""

    account = forms.ModelChoiceField(
        Account.objects.order_by("name"),
        widget=Choice(ApiKey._meta.get_field("account"), admin.site, attrs={"class": "admin-autocomplete"}),
    )


class NewKey(OnceForm):
    """A new key of an account whose surface is known."""

    name = NameField(
        max_length=120,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "Production server"}),
        help_text="What it is used for, so that people know later which one to rotate.",
    )
    mode = forms.ChoiceField(
        choices=mode_choices,
        initial=LIVE,
        widget=UnfoldAdminRadioSelectWidget,
        help_text="A test key sees only the test wallet and test customers.",
    )
    scopes = forms.MultipleChoiceField(widget=UnfoldAdminCheckboxSelectMultipleWidget)
    allowed_networks = NetworksField(
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3, "placeholder": "192.0.2.0/24\n2001:db8::/32"}),
        help_text="In CIDR notation, one a line. Empty: every address may use the key.",
    )
    expires_at = FutureField(required=False, label="Expires", help_text="UTC. Empty: never.")
    monthly_cap = CreditsField(
        required=False,
        widget=CreditsWidget,
        help_text="Credits that the key may charge in a calendar month. Empty: no cap of its own.",
    )

    def __init__(self, surface: Surface, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes = self.fields["scopes"]
        assert isinstance(scopes, forms.MultipleChoiceField)
        scopes.choices = [(scope.name, f"{scope.name} · {scope.allows}") for scope in SCOPES[surface.name]]
        scopes.initial = default_scopes(surface)


class RotateKey(OnceForm):
    """How long the old key goes on beside its successor."""

    overlap_days = WholeNumberField(
        label="Overlap in days",
        min_value=0,
        max_value=LONGEST_OVERLAP.days,
        initial=7,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=f"0 to {LONGEST_OVERLAP.days}. Both keys work so long; with 0 the old one ends at once.",
    )

    @property
    def overlap(self) -> datetime.timedelta:
        """The days that a valid form asks for."""
        return datetime.timedelta(days=self.cleaned_data["overlap_days"])


class RevokeKey(forms.Form):
    """Why a key ends."""

    reason = NameField(
        max_length=REASON_LENGTH,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "Found in a public repository"}),
        help_text="Kept with the key.",
    )
