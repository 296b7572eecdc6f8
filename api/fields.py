"""Fields of inputs that are stricter than DRF's: times by the one rule for all, and lists that are measured first."""

import datetime
from typing import Any

from rest_framework import serializers

from foundation.json_kinds import kind_of
from foundation.times import NotATime, day, moment


class MomentField(serializers.DateTimeField):
    """A moment as RFC 3339 and ISO 8601 write it (foundation/times.py); without an offset it is UTC."""

    def to_internal_value(self, value: Any) -> datetime.datetime:
        """Return it in UTC."""
        try:
            return moment(str(value))
        except NotATime as wrong:
            raise serializers.ValidationError(str(wrong), code="invalid") from wrong


class DayField(serializers.DateField):
    """A day of the calendar."""

    def to_internal_value(self, value: Any) -> datetime.date:
        """Return it as a date."""
        try:
            return day(str(value))
        except NotATime as wrong:
            raise serializers.ValidationError(str(wrong), code="invalid") from wrong


class BoundedListField(serializers.ListField):
    """A list whose length is looked at before its elements: each wrong element would be a problem to tell."""

    def __init__(self, *, max_length: int, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)
        self._longest = max_length

    def to_internal_value(self, data: Any) -> list[Any]:
        """Return the elements, each validated."""
        if not isinstance(data, list):
            raise serializers.ValidationError(f"This must be an array, not {kind_of(data)}.", code="not_a_list")
        if len(data) > self._longest:
            words = f"Ensure this field has no more than {self._longest} elements."
            raise serializers.ValidationError(words, code="max_length")
        elements: list[Any] = super().to_internal_value(data)
        return elements
