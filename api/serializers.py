"""The base of every input: names in camelCase outside and snake_case inside, unknown fields refused by name."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from api.hints import MOST_HINTS, NO_SUCH_FIELD, Hint, choice_words, unknown_field
from errors_docs.jsonform import camel
from foundation.nearest import nearest


class StrictSerializer(serializers.Serializer[Any]):
    """Declare fields in snake_case. ``validated_data`` has the declared names; clients send and read camelCase.

    A JSON body is taken at its word: "5" is no integer and 1 is no boolean, though DRF would convert them. A query
    string has only text, so its serializers set ``json_types`` to False.
    """

    json_types = True
    #: A body as a client sends it, for the OpenAPI document; None for none.
    example: ClassVar[Mapping[str, Any] | None] = None
    #: What the document must say of the object as a whole because ``validate`` says so, e.g. {"minProperties": 1}.
    schema_keywords: ClassVar[Mapping[str, Any]] = {}

    @property
    def path(self) -> str:
        """Where the object is in the whole input, such as addOns; "" for the input itself."""
        return path_of(self)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        for name, field in fields.items():
            if camel(name) != name and field.source is None:
                field.source = name
        return {camel(name): field for name, field in fields.items()}

    def to_internal_value(self, data: Any) -> Any:
        """All problems at once: those of the known fields and, beside them, each unknown field by its name."""
        problems = self._unexpected(data) if isinstance(data, Mapping) else {}
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

    def _unexpected(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Fields that don't exist, and values of another JSON type than the field's."""
        unknown = [name for name in sorted(data) if name not in self.fields]
        problems = dict(zip(unknown, self._unknown(unknown), strict=True))
        for name in sorted(data.keys() & self.fields.keys()):
            if self.json_types and (expected := _type_mismatch(self.fields[name], data[name])):
                problems[name] = [ErrorDetail(f"This must be {expected}.", code="invalid_type")]
        return problems

    def _unknown(self, names: Sequence[str]) -> Iterator[list[ErrorDetail]]:
        """The problem of each name that isn't a field's, of the first with what was probably meant."""
        elsewhere = [path for path in paths_of(self.root) if path.rpartition(".")[0] != self.path] if names else []
        for name in names[:MOST_HINTS]:
            yield [unknown_field(name, self.fields, within=self.path, elsewhere=elsewhere)]
        for _ in names[MOST_HINTS:]:
            yield [ErrorDetail(NO_SUCH_FIELD, code="unknown_field")]


class Choice(serializers.ChoiceField):
    """One of some words. A refusal lists them rather than repeat what was sent."""

    def to_internal_value(self, data: Any) -> Any:
        """Raise a ValidationError that says what was probably meant."""
        try:
            return super().to_internal_value(data)
        except serializers.ValidationError as wrong:
            names = [str(name) for name in self.choices]
            meant = nearest(data, names) if isinstance(data, str) else None
            code = Hint("invalid_choice", meant)
            raise serializers.ValidationError(choice_words(names, meant), code=code) from wrong


def path_of(field: serializers.Field[Any, Any, Any, Any]) -> str:
    """The path of a field from the top of its input: addOns.hotStorageUnits."""
    if field.parent is None:
        return ""
    above = path_of(field.parent)
    return f"{above}.{field.field_name}" if above else str(field.field_name)


def paths_of(serializer: serializers.BaseSerializer[Any]) -> Iterator[str]:
    """The paths of all fields of an input, those of its inner objects included."""
    for field in getattr(serializer, "fields", {}).values():
        yield path_of(field)
        yield from paths_of(field)


#: The JSON type of a field and its name; bool is an int in Python, but not in JSON.
_JSON_TYPES: Sequence[tuple[type[serializers.Field[Any, Any, Any, Any]], type, str]] = (
    (serializers.BooleanField, bool, "a boolean"),
    (serializers.IntegerField, int, "an integer"),
    (serializers.CharField, str, "a string"),
    (serializers.ChoiceField, str, "a string"),
)


def _type_mismatch(field: serializers.Field[Any, Any, Any, Any], value: Any) -> str:
    """The name of the type that the field takes, if the value is of another; null is the field's own business."""
    for kind, python_type, name in _JSON_TYPES:
        if isinstance(field, kind):
            return "" if value is None or type(value) is python_type or _is_whole(kind, value) else name
    return ""


def _is_whole(kind: type[serializers.Field[Any, Any, Any, Any]], value: Any) -> bool:
    """JSON has one kind of number: 3.0 is the integer 3."""
    return kind is serializers.IntegerField and isinstance(value, float) and value.is_integer()
