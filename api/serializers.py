"""The base of every input: names in camelCase outside and snake_case inside, unknown fields refused by name."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from errors_docs.jsonform import camel


class StrictSerializer(serializers.Serializer[Any]):
    """Declare fields in snake_case. ``validated_data`` has the declared names; clients send and read camelCase."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        for name, field in fields.items():
            if camel(name) != name and field.source is None:
                field.source = name
        return {camel(name): field for name, field in fields.items()}

    def to_internal_value(self, data: Any) -> Any:
        """All problems at once: those of the known fields and, beside them, each unknown field by its name."""
        unknown = set(data) - set(self.fields) if isinstance(data, Mapping) else set()
        problems: dict[str, Any] = {
            str(name): [serializers.ErrorDetail("There is no such field.", code="unknown_field")]
            for name in sorted(unknown)
        }
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as wrong:
            if isinstance(wrong.detail, dict):
                problems = {**wrong.detail, **problems}
            else:
                raise
        if problems:
            raise serializers.ValidationError(problems)
        return value
