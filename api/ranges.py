"""Ranges of time in inputs: ``from`` is included, ``to`` is not, on every list and in every other range."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from rest_framework import serializers

from api.fields import MomentField
from api.serializers import StrictSerializer

BACKWARDS: Final = "This is before the beginning of the range."


class RangeInput(StrictSerializer):
    """``from`` and ``to``, validated as ``start`` and ``end``.

    ``older_names`` are the names that an input had for them before all inputs had the same; they stay valid.
    """

    #: Completes "…; included." and "…; not included."
    range_of: ClassVar[str] = "When it happened"
    older_names: ClassVar[Mapping[str, str]] = {}

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add the two bounds: ``from`` is a keyword of Python, so it can't be declared as an attribute."""
        named = {"from": "start", "to": "end"}
        fields = {**super().get_fields(), **{name: self._moment(name, source) for name, source in named.items()}}
        for name, older in self.older_names.items():
            fields[older] = self._older(name, named[name])
        return fields

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse two names for one bound, and a range that ends before it begins."""
        for name, older in self.older_names.items():
            if name in self.initial_data and older in self.initial_data:
                words = f"This is the older name of {name}: send one of them."
                raise serializers.ValidationError({older: [words]}, code="two_names")
        start, end = attrs.get("start"), attrs.get("end")
        if start is not None and end is not None and end < start:
            sent = "to" if "to" in self.initial_data else self.older_names["to"]
            raise serializers.ValidationError({sent: [BACKWARDS]}, code="range")
        return attrs

    def _moment(self, name: str, source: str) -> MomentField:
        included = "included" if name == "from" else "not included"
        text = f"{self.range_of}: RFC 3339, {included}."
        return MomentField(required=False, source=source, help_text=text)

    def _older(self, name: str, source: str) -> MomentField:
        return MomentField(required=False, source=source, help_text=f"An older name of `{name}`.")
