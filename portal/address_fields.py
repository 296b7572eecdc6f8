"""The fields of allauth's forms for an address of mail, which take every spelling of it."""

from typing import Any

from allauth.account.fields import EmailField
from django.core.exceptions import ValidationError

from foundation.mail_address import AddressRefused, mail_address, mailable


class KnownAddressField(EmailField):
    """An address that somebody may sign in with, also one from before there were rules."""

    def to_python(self, value: Any) -> str:
        """Return the address as it is stored, apart from its case; allauth lowers that."""
        return mailable(super().to_python(value) or "")


class NewAddressField(EmailField):
    """An address that is to be signed in with from now on."""

    def to_python(self, value: Any) -> str:
        """Return the address as it is stored, apart from its case. Raises ValidationError."""
        text = super().to_python(value) or ""
        try:
            return mail_address(text) if text else text
        except AddressRefused as refused:
            raise ValidationError(str(refused), code=refused.code) from refused
