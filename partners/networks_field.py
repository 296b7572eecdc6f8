"""Networks in forms: people type one a line, the code gets a list."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from partners.keys import KeyRefused, normalised_networks


class NetworksField(forms.CharField):
    """Networks in CIDR notation, one a line; gives them normalised, as a list."""

    widget = forms.Textarea(attrs={"rows": 2, "placeholder": "192.0.2.0/24"})

    def clean(self, value: Any) -> list[str]:
        """Raises ValidationError for a line that is no network."""
        lines = [line.strip() for line in super().clean(value).splitlines()]
        try:
            return list(dict.fromkeys(normalised_networks([line for line in lines if line])))
        except KeyRefused as refused:
            raise ValidationError(str(refused)) from refused
