"""The base of every input: names in camelCase outside and snake_case inside, unknown fields refused by name."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, ClassVar, Final

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from api.hints import MOST_HINTS, NO_SUCH_FIELD, Hint, choice_words, key_words, unknown_field
from errors_docs.exceptions.request import MOST_PROBLEMS
from errors_docs.jsonform import camel
from foundation.json_kinds import kind_of
from foundation.nearest import nearest
from foundation.numbers import is_whole_number

Field = serializers.Field[Any, Any, Any, Any]


class StrictSerializer(serializers.Serializer[Any]):
    """Declare fields in snake_case. ``validated_data`` has the declared names; clients send and read camelCase.

    A JSON body is taken at its word: "5" is no integer and 1 is no boolean, though DRF would convert them. A form and
    a query string have only text, so their serializers set ``json_types`` to False: there an integer is ASCII digits,
    and a boolean is true or false.
    """

    json_types: ClassVar[bool] = True
    #: What a name of it is called.
    kind: ClassVar[str] = "field"
    #: A body as a client sends it, for the OpenAPI document; None for none.
    example: ClassVar[Mapping[str, Any] | None] = None
    #: What the document must say of the object as a whole because ``validate`` says so, e.g. {"minProperties": 1}.
    schema_keywords: ClassVar[Mapping[str, Any]] = {}

    @property
    def path(self) -> str:
        """Where the object is in the whole input, such as addOns; "" for the input itself."""
        return path_of(self)

    def get_fields(self) -> dict[str, Field]:
        fields = super().get_fields()
        for name, field in fields.items():
            if camel(name) != name and field.source is None:
                field.source = name
        return {camel(name): field for name, field in fields.items()}

    def to_internal_value(self, data: Any) -> Any:
        """All problems at once: those of the known fields and, beside them, each unknown field by its name."""
        if not isinstance(data, Mapping):
            wrong_kind = ErrorDetail(f"This must be an object, not {kind_of(data)}.", code="invalid")
            raise serializers.ValidationError({"non_field_errors": [wrong_kind]})
        problems = self._unexpected(data)
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
        """Values of another type than the field's, and fields that don't exist, as many as are told."""
        mismatch = _json_mismatch if self.json_types else _text_mismatch
        problems: dict[str, Any] = {}
        for name, field in self.fields.items():
            if name in data and (wrong := mismatch(field, data[name])):
                problems[name] = [wrong]
        unknown = sorted(islice((name for name in data if name not in self.fields), MOST_PROBLEMS + 1))
        problems.update(zip(unknown, self._unknown(unknown), strict=True))
        return problems

    def _unknown(self, names: Sequence[str]) -> Iterator[list[ErrorDetail]]:
        """The problem of each name that isn't a field's, of the first with what was probably meant."""
        elsewhere = [path for path in paths_of(self.root) if path.rpartition(".")[0] != self.path] if names else []
        if not self.fields:
            nothing = f"This operation takes no {self.kind}."
            yield from ([ErrorDetail(key_words(name) or nothing, code="unknown_field")] for name in names)
            return
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
        return ""  # type: ignore[unreachable]  # the stubs know only fields that are bound
    above = path_of(field.parent)
    return f"{above}.{field.field_name}" if above else str(field.field_name)


def paths_of(serializer: serializers.BaseSerializer[Any]) -> Iterator[str]:
    """The paths of all fields of an input, those of its inner objects included."""
    for field in getattr(serializer, "fields", {}).values():
        yield path_of(field)
        yield from paths_of(field)


class QuerySerializer(StrictSerializer):
    """The base of every query string."""

    json_types = False
    kind = "query parameter"


#: The JSON type of a field and its name; bool is an int in Python, but not in JSON.
_JSON_TYPES: Final[Sequence[tuple[type[Field], type, str]]] = (
    (serializers.BooleanField, bool, "a boolean"),
    (serializers.IntegerField, int, "an integer"),
    (serializers.CharField, str, "a string"),
    (serializers.ChoiceField, str, "a string"),
    (serializers.DateTimeField, str, "a string"),
    (serializers.DateField, str, "a string"),
)


def _json_mismatch(field: Field, value: Any) -> ErrorDetail | None:
    """Say which type the field takes, if the value is of another; null is the field's own business."""
    for kind, python_type, name in _JSON_TYPES:
        if isinstance(field, kind):
            fits = value is None or type(value) is python_type or _is_whole(kind, value)
            return None if fits else ErrorDetail(f"This must be {name}, not {kind_of(value)}.", code="invalid_type")
    return None


def _is_whole(kind: type[Field], value: Any) -> bool:
    """JSON has one kind of number: 3.0 is the integer 3."""
    return kind is serializers.IntegerField and isinstance(value, float) and value.is_integer()


def _text_mismatch(field: Field, value: Any) -> ErrorDetail | None:
    """Say how a number or a boolean is written, if the text is not one; DRF would take 1_0, the digits of any script
    and yes.
    """
    if isinstance(field, serializers.IntegerField) and not is_whole_number(value):
        return ErrorDetail("This must be an integer, in the digits 0 to 9.", code="invalid")
    if isinstance(field, serializers.BooleanField) and value not in ("true", "false"):
        return ErrorDetail("This must be true or false.", code="invalid")
    return None
