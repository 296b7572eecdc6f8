"""Amounts in forms: people type credits with two decimals, the code gets integer hundredths."""

from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator

from errors_docs.money import HUNDREDTHS, format_credits

#: A thousand million credits: beyond it a typing mistake is likelier, and sums stay far from the column's end.
LARGEST: Final = 10**9 * HUNDREDTHS

#: Of a decimal number in a form: Python multiplies 28 digits exactly.
MOST_DIGITS: Final = 24


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
        hundredths = exact_hundredths(str(value).strip())
        if hundredths is None:
            raise ValidationError("Enter an amount such as 12.50.", code="invalid")
        if hundredths != hundredths.to_integral_value():
            raise ValidationError("An amount has at most two decimals.", code="decimals")
        return int(hundredths)

    def prepare_value(self, value: Any) -> Any:
        """Hundredths as credits; what was typed comes back as it was typed."""
        return format_credits(value) if isinstance(value, int) else value


def exact_hundredths(text: str) -> Decimal | None:
    """The number times 100, or None for what isn't one. So few digits are multiplied without rounding."""
    try:
        hundredths = Decimal(text) * HUNDREDTHS if len(text) <= MOST_DIGITS else None
    except ArithmeticError:
        return None
    if hundredths is None or not hundredths.is_finite() or hundredths.adjusted() > MOST_DIGITS:
        return None
    return hundredths
