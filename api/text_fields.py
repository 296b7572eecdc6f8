"""Fields of inputs for what people type: the rules of text and of mail addresses, as serializers ask for them."""

from typing import Any, Final

from rest_framework import serializers

from foundation.mail_address import LONGEST, AddressRefused, mail_address
from foundation.text import TextRefused, is_far_longer, name

#: What a schema can say of a name: no control character, line break or turn of direction, and more than blanks.
_LACKS: Final = r"\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069"
NAME_PATTERN: Final = rf"^[^{_LACKS}]*$"
FILLED_NAME_PATTERN: Final = rf"^[^{_LACKS}]*[^\s{_LACKS}][^{_LACKS}]*$"


class NameField(serializers.CharField):
    """A name, or another text of one line; ``validated_data`` has it as it is stored."""

    def to_internal_value(self, data: Any) -> str:
        """Return the text as it is stored. Raises ValidationError."""
        text: str = super().to_internal_value(data)
        # The validator of the length refuses it.
        if is_far_longer(text, self.max_length):
            return text
        try:
            return name(text)
        except TextRefused as refused:
            raise serializers.ValidationError(str(refused), code=refused.code) from refused


class MailAddressField(serializers.EmailField):
    """An address that can be mailed, in any of its spellings; letters keep their case."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST, **options)

    def to_internal_value(self, data: Any) -> str:
        """Return the address as mail is sent to it. Raises ValidationError."""
        try:
            return mail_address(super().to_internal_value(data))
        except AddressRefused as refused:
            raise serializers.ValidationError(str(refused), code=refused.code) from refused
