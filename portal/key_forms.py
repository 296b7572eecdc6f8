"""The forms that make, rotate and revoke keys, as members fill them in."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from errors_docs.surfaces import Surface
from foundation.form_fields import MomentField, NameField, WholeNumberField
from partners.credits_field import CreditsField
from partners.keys import LONGEST_OVERLAP
from partners.models.api_key import REASON_LENGTH
from partners.modes import TEST, mode_choices
from partners.networks_field import NetworksField
from partners.once import OnceForm
from partners.scopes import SCOPES, default_scopes


class NewKeyForm(OnceForm):
    """A key of the account; a live one only for somebody whose address of mail is verified."""

    name = NameField(
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": "Production server", "autocomplete": "off"}),
        help_text="What uses it, so that you know later which one to rotate.",
    )
    mode = forms.ChoiceField(
        choices=mode_choices, initial=TEST, widget=forms.RadioSelect, help_text="A test key sees only test data."
    )
    scopes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    expires_at = MomentField(
        required=False,
        label="Expires",
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="In UTC. Empty: never.",
    )
    allowed_networks = NetworksField(
        required=False, help_text="In CIDR notation, one a line. Empty: every address may use it."
    )
    monthly_cap = CreditsField(
        required=False, help_text="Credits that it may charge in a calendar month. Empty: no cap of its own."
    )

    def __init__(self, surface: Surface, *args: Any, live_allowed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.live_allowed = live_allowed
        scopes = self.fields["scopes"]
        assert isinstance(scopes, forms.MultipleChoiceField)
        scopes.choices = [(scope.name, f"{scope.name}: {scope.allows}") for scope in SCOPES[surface.name]]
        scopes.initial = default_scopes(surface)

    def clean_mode(self) -> str:
        mode: str = self.cleaned_data["mode"]
        if mode != TEST and not self.live_allowed:
            raise ValidationError("Verify your email address first: until then there are test keys only.")
        return mode

    def clean_expires_at(self) -> datetime.datetime | None:
        moment: datetime.datetime | None = self.cleaned_data["expires_at"]
        if moment is not None and moment <= timezone.now():
            raise ValidationError("This moment has passed.")
        return moment


class RotateKeyForm(OnceForm):
    """How long the old key goes on beside its successor."""

    overlap_days = WholeNumberField(
        label="Overlap in days",
        min_value=0,
        max_value=LONGEST_OVERLAP.days,
        initial=7,
        help_text=f"0 to {LONGEST_OVERLAP.days}. Both keys work so long; with 0 the old one ends at once.",
    )

    @property
    def overlap(self) -> datetime.timedelta:
        """The days that a valid form asks for."""
        return datetime.timedelta(days=self.cleaned_data["overlap_days"])


class RevokeKeyForm(forms.Form):
    """Why a key ends."""

    reason = NameField(
        max_length=REASON_LENGTH,
        widget=forms.TextInput(attrs={"placeholder": "Found in a public repository", "autocomplete": "off"}),
        help_text="Kept with the key.",
    )
