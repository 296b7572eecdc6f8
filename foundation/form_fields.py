"""Fields of forms for what people type: the rules of this package, as Django's forms ask for them.

Every form of the portal and of the admin uses these, those that the admin makes of models too.
"""

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from foundation.amounts import NotADecimal, plain_decimal
from foundation.mail_address import AddressRefused, mail_address
from foundation.numbers import whole_number
from foundation.text import TextRefused, is_far_longer, name, prose


class NameField(forms.CharField):
    """A name, or another text of one line."""

    def to_python(self, value: Any) -> str | None:
        """Return the text as it is stored. Raises ValidationError."""
        text = super().to_python(value)
        if not text or is_far_longer(text, self.max_length):
            return text
        try:
            return self._stored(text)
        except TextRefused as refused:
            raise ValidationError(str(refused), code=refused.code) from refused

    def _stored(self, text: str) -> str:
        return name(text)


class ProseField(NameField):
    """A text of several lines."""

    widget = forms.Textarea

    def _stored(self, text: str) -> str:
        return prose(text)


class MailAddressField(forms.EmailField):
    """An address that can be mailed, in any of its spellings; letters keep their case."""

    def to_python(self, value: Any) -> str | None:
        """Return the address as it is stored. Raises ValidationError."""
        text = super().to_python(value)
        try:
            return mail_address(text) if text else text
        except AddressRefused as refused:
            raise ValidationError(str(refused), code=refused.code) from refused


class SignInAddressField(MailAddressField):
    """An address that somebody signs in with, which is stored in lower case."""

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return text.lower() if text else text


class WholeNumberField(forms.IntegerField):
    """A whole number in ASCII digits."""

    def to_python(self, value: Any) -> int | None:
        """Return the number. Raises ValidationError for what is not one, 1_0 and 5.0 included."""
        if value in self.empty_values:
            return None
        try:
            return whole_number(str(value).strip())
        except ValueError as wrong:
            raise ValidationError("Enter a whole number such as 12.", code="invalid") from wrong


class PlainDecimalField(forms.DecimalField):
    """A decimal in ASCII digits with a point."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # Django's own is a DecimalField too
        """Return the number. Raises ValidationError for what is not one, 1e5 and 1,5 included."""
        if value in self.empty_values:
            return None
        try:
            return plain_decimal(str(value).strip())
        except NotADecimal as wrong:
            raise ValidationError(str(wrong), code="invalid") from wrong


class MomentField(forms.DateTimeField):
    """A day and a time in one text, in ASCII digits: Django's own takes the digits of every script."""

    def to_python(self, value: Any) -> datetime.datetime | None:
        """Return the moment. Raises ValidationError."""
        _refuse_other_digits(value)
        return super().to_python(value)


class SplitMomentField(forms.SplitDateTimeField):
    """A day and a time in two texts, in ASCII digits."""

    def clean(self, value: Any) -> Any:
        """Return the moment. Raises ValidationError."""
        for part in value or ():
            _refuse_other_digits(part)
        return super().clean(value)


def _refuse_other_digits(value: Any) -> None:
    """Raise ValidationError for text beyond ASCII."""
    if isinstance(value, str) and not value.isascii():
        raise ValidationError("Enter the date and the time in the digits 0 to 9.", code="invalid")
