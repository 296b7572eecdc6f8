"""Amounts in forms: people type credits with two decimals, the code gets integer hundredths."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator

from errors_docs.money import HUNDREDTHS, format_credits
from foundation.amounts import NotADecimal, plain_decimal

#: A thousand million credits: beyond it a typing mistake is likelier, and sums stay far from the column's end.
LARGEST: Final = 10**9 * HUNDREDTHS


class CreditsField(forms.Field):
    """Bounds are in hundredths; by default an amount isn't negative. A phone shows digits and the point."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, min_value: int = 0, max_value: int = LARGEST, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        least, largest = max(min_value, -LARGEST), min(max_value, LARGEST)
        self.validators += [
            MinValueValidator(least, f"The least amount is {format_credits(least)}."),
            MaxValueValidator(largest, f"The largest amount is {format_credits(largest)}."),
        ]

    def to_python(self, value: Any) -> int | None:
        """Raises ValidationError for what isn't a number or is finer than a hundredth."""
        if value in self.empty_values:
            return None
        try:
            hundredths = plain_decimal(str(value).strip()) * HUNDREDTHS
        except NotADecimal as wrong:
            raise ValidationError(str(wrong), code="invalid") from wrong
        if hundredths != hundredths.to_integral_value():
            raise ValidationError("An amount has at most two decimals.", code="decimals")
        return int(hundredths)

    def prepare_value(self, value: Any) -> Any:
        """Hundredths as credits; what was typed comes back as it was typed."""
        return format_credits(value) if isinstance(value, int) else value
