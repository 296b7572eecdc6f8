"""The forms about webhook endpoints. What an address may be is said once, by the API's own check."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from rest_framework import serializers

from foundation.form_fields import NameField, WholeNumberField
from partners.once import OnceForm
from webhooks.endpoints import LONGEST_OVERLAP
from webhooks.event_types import event_type_names
from webhooks.inputs import stored_url
from webhooks.models.endpoint import LONGEST_URL

HOUR = datetime.timedelta(hours=1)


class EndpointForm(OnceForm):
    """Where events go, and which."""

    url = forms.CharField(
        max_length=LONGEST_URL,
        strip=False,
        label="URL",
        widget=forms.URLInput(attrs={"placeholder": "https://hooks.example.com/tollgate", "autocomplete": "off"}),
        help_text="A public https:// address. Events are posted there.",
    )
    description = NameField(required=False, max_length=200, help_text="For yourself.")
    event_types = forms.MultipleChoiceField(
        required=False,
        label="Events",
        widget=forms.CheckboxSelectMultiple,
        help_text="None chosen: all, also those that are added later.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = self.fields["event_types"]
        assert isinstance(types, forms.MultipleChoiceField)
        types.choices = [(name, name) for name in event_type_names()]

    def clean_url(self) -> str:
        try:
            return stored_url(self.cleaned_data["url"])
        except serializers.ValidationError as wrong:
            raise ValidationError([str(problem) for problem in wrong.detail]) from wrong


class RotateSecretForm(OnceForm):
    """How long the old secret goes on signing beside its successor."""

    overlap_hours = WholeNumberField(
        label="Overlap in hours",
        min_value=0,
        max_value=LONGEST_OVERLAP // HOUR,
        initial=24,
        help_text="So long every request is signed with both secrets; with 0 only with the new one, at once.",
    )

    @property
    def overlap(self) -> datetime.timedelta:
        """The hours that a valid form asks for."""
        return datetime.timedelta(hours=self.cleaned_data["overlap_hours"])
