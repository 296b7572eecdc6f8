"""How a typed dataclass becomes JSON: the one mapping behind every answer and every ``error.details``.

Names become camelCase, amounts become credits, times ISO 8601 in UTC. A field that may be None is shown as null,
unless its default is None: then it is left out. Converters are made once for each type and kept.
"""

import dataclasses
import types
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from inspect import cleandoc
from operator import attrgetter
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from errors_docs.money import InHundredths, as_credits

Converter = Callable[[Any], Any]


@dataclasses.dataclass(frozen=True)
class JsonName:
    """Gives a field another name in JSON than its camelCase, e.g. quotaGB."""

    name: str


def camel(name: str) -> str:
    """trial_ended_at gives trialEndedAt."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def iso(moment: datetime) -> str:
    """ISO 8601, UTC, milliseconds and Z: the one format of a time in every answer."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_json(value: Any, hint: Any) -> Any:
    """The JSON value of ``value``, read as the type ``hint`` says; objects by attribute, whatever their class."""
    return converter(hint)(value)


@cache
def converter(hint: Any) -> Converter:
    """The function that turns a value of this type into its JSON value."""
    if optional(hint):
        inner = converter(required_part(hint))
        return lambda value: None if value is None else inner(value)
    if _is_money(hint):
        return as_credits
    plain = _plain(hint)
    if get_origin(plain) is list:
        item = converter(get_args(plain)[0])
        return lambda values: [item(value) for value in values]
    if dataclasses.is_dataclass(plain):
        return _object_converter(plain)
    return _SCALARS.get(plain, _same)


def json_schema(hint: Any, component: Callable[[type], dict[str, Any]] | None = None) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a type. ``component`` makes references of nested dataclasses; else all is inline."""
    if optional(hint):
        return _nullable(json_schema(required_part(hint), component))
    described = {"description": text} if (text := description(hint)) else {}
    if _is_money(hint):
        return {"type": "number", "x-unit": "credits", "description": "credits, at most two decimals", **described}
    plain = _plain(hint)
    if get_origin(plain) is list:
        return {"type": "array", "items": json_schema(get_args(plain)[0], component), **described}
    if dataclasses.is_dataclass(plain) and isinstance(plain, type):
        return {**(component(plain) if component else object_schema(plain)), **described}
    return {**_scalar_schema(plain), **described}


def object_schema(shape: type, component: Callable[[type], dict[str, Any]] | None = None) -> dict[str, Any]:
    """The JSON Schema of one dataclass, its docstring as description. It is open: fields are added without notice."""
    shown = _fields(shape)
    return {
        "type": "object",
        **({"description": text} if (text := _docstring(shape)) else {}),
        "properties": {field.json_name: json_schema(field.shown_hint, component) for field in shown},
        "required": [field.json_name for field in shown if not field.left_out_if_none],
    }


def may_be_empty(hint: Any) -> bool:
    """True for a dataclass each of whose fields may be left out."""
    plain = _plain(hint)
    return (
        isinstance(plain, type) and dataclasses.is_dataclass(plain) and all(f.left_out_if_none for f in _fields(plain))
    )


def description(hint: Any) -> str:
    """The plain-string note of an annotated type: Annotated[str, "what it means"]."""
    return next((note for note in _notes(hint) if isinstance(note, str)), "")


def optional(hint: Any) -> bool:
    """True for ``T | None``, annotated or not."""
    plain = _plain(hint)
    return get_origin(plain) in (Union, types.UnionType) and type(None) in get_args(plain)


def required_part(hint: Any) -> Any:
    """``T`` of ``T | None``, with the notes of the whole."""
    (inner,) = (arg for arg in get_args(_plain(hint)) if arg is not type(None))
    for note in _notes(hint):
        inner = Annotated[inner, note]
    return inner


@dataclasses.dataclass(frozen=True)
class _Field:
    name: str
    json_name: str
    hint: Any
    left_out_if_none: bool

    @property
    def shown_hint(self) -> Any:
        return required_part(self.hint) if self.left_out_if_none else self.hint


@cache
def _fields(shape: Any) -> tuple[_Field, ...]:
    hints = get_type_hints(shape, include_extras=True)
    return tuple(_field(field, hints[field.name]) for field in dataclasses.fields(shape))


def _field(field: "dataclasses.Field[Any]", hint: Any) -> _Field:
    given = next((note.name for note in _notes(hint) if isinstance(note, JsonName)), None)
    return _Field(field.name, given or camel(field.name), hint, field.default is None and optional(hint))


def _object_converter(shape: Any) -> Converter:
    shown = _fields(shape)
    names = [field.json_name for field in shown]
    # One more than there may be: of a single name an attrgetter gives no tuple.
    parts_of = attrgetter(*(field.name for field in shown), "__class__")
    changed = [(field.json_name, to) for field in shown if (to := converter(field.hint)) is not _same]
    left_out = [field.json_name for field in shown if field.left_out_if_none]

    def convert(value: Any) -> dict[str, Any]:
        result = dict(zip(names, parts_of(value), strict=False))
        for name in left_out:
            if result[name] is None:
                del result[name]
        for name, to in changed:
            if name in result:
                result[name] = to(result[name])
        return result

    return convert


def _same(value: Any) -> Any:
    return value


_SCALARS: Mapping[Any, Converter] = {datetime: iso, date: date.isoformat}


def _scalar_schema(plain: Any) -> dict[str, Any]:
    if plain is Any:
        return {}
    if get_origin(plain) is Literal:
        return {"type": "string", "enum": list(get_args(plain))}
    if get_origin(plain) is dict:
        return {"type": "object", "additionalProperties": json_schema(get_args(plain)[1])}
    if plain is datetime:
        return {"type": "string", "format": "date-time"}
    if plain is date:
        return {"type": "string", "format": "date"}
    if isinstance(plain, type) and issubclass(plain, Enum):
        return {"type": "string", "enum": [member.value for member in plain]}
    return {"type": {int: "integer", str: "string", bool: "boolean", float: "number"}[plain]}


def _docstring(shape: type) -> str:
    """What a dataclass says of itself. Where nothing is said ``dataclass`` puts the signature, which is no text."""
    text = shape.__doc__ or ""
    return "" if text.startswith(f"{shape.__name__}(") else cleandoc(text)


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    """What the value means is said of the whole: it tells of null, too."""
    if isinstance(schema.get("type"), str):
        nulled = {**schema, "type": [schema["type"], "null"]}
        return {**nulled, "enum": [*schema["enum"], None]} if "enum" in schema else nulled
    inner = dict(schema)
    described = {"description": inner.pop("description")} if "description" in inner else {}
    return {"oneOf": [inner, {"type": "null"}], **described}


def _notes(hint: Any) -> tuple[Any, ...]:
    return tuple(get_args(hint)[1:]) if get_origin(hint) is Annotated else ()


def _plain(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _is_money(hint: Any) -> bool:
    return InHundredths in _notes(hint)
