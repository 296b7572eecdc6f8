"""How a shape of ``error.details`` (errors_docs/shapes.py) becomes JSON, JSON Schema and the words of a message."""

import dataclasses
import types
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from errors_docs.exceptions import DomainError
from errors_docs.money import Money, as_credits, format_credits


def camel(name: str) -> str:
    """trial_ended_at gives trialEndedAt."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def json_name(name: str, hint: Any) -> str:
    """The field's name in JSON: camelCase, unless its annotation gives another ("json:quotaGB")."""
    for note in get_args(hint)[1:] if get_origin(hint) is Annotated else ():
        if isinstance(note, str) and note.startswith("json:"):
            return note.removeprefix("json:")
    return camel(name)


def iso(moment: datetime) -> str:
    """ISO 8601, UTC, milliseconds and Z: the one format of a time in every answer."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def details_of(error: DomainError, shape: Any) -> Any:
    """The JSON value of ``details``: the fields that the shape names, read from the error. None if all are absent."""
    if get_origin(shape) is list:
        (item,) = get_args(shape)
        return [_object(problem, item) for problem in _items(error)]
    return _object(error, shape) or None


def message_fields(error: DomainError) -> Mapping[str, Any]:
    """What a message template may name: the error's fields, amounts with two decimals and times in ISO 8601."""
    hints = get_type_hints(type(error), include_extras=True) if dataclasses.is_dataclass(error) else {}
    fields = {name: _worded(getattr(error, name), hint) for name, hint in hints.items()}
    summary = getattr(error, "summary", None)
    return fields if summary is None else {**fields, "summary": summary}


def json_schema(shape: Any) -> dict[str, Any]:
    """The JSON Schema of a details shape, for OpenAPI and the docs."""
    if get_origin(shape) is list:
        (item,) = get_args(shape)
        return {"type": "array", "items": json_schema(item)}
    if dataclasses.is_dataclass(shape):
        hints = get_type_hints(shape, include_extras=True)
        required = [json_name(name, hint) for name, hint in hints.items() if not _optional(hint)]
        properties = {json_name(name, hint): json_schema(_inner(hint)) for name, hint in hints.items()}
        return {"type": "object", "properties": properties, "required": required}
    return _scalar_schema(shape)


def _scalar_schema(hint: Any) -> dict[str, Any]:
    if hint == Money:
        return {"type": "number", "description": "credits, at most two decimals"}
    plain = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if plain is datetime:
        return {"type": "string", "format": "date-time"}
    return {"type": {int: "integer", str: "string", bool: "boolean"}[plain]}


def _items(error: DomainError) -> Sequence[Any]:
    (field,) = dataclasses.fields(error)  # type: ignore[arg-type]  # every concrete error is a dataclass
    items: Sequence[Any] = getattr(error, field.name)
    return items


def _object(source: Any, shape: Any) -> dict[str, Any]:
    hints = get_type_hints(shape, include_extras=True)
    values = {name: getattr(source, name) for name in hints}
    return {
        json_name(name, hint): _json(values[name], _inner(hint))
        for name, hint in hints.items()
        if values[name] is not None
    }


def _json(value: Any, hint: Any) -> Any:
    if hint == Money:
        return as_credits(value)
    if dataclasses.is_dataclass(hint):
        return _object(value, hint)
    if isinstance(value, datetime):
        return iso(value)
    return list(value) if get_origin(hint) is list else value


def _worded(value: Any, hint: Any) -> Any:
    if hint == Money:
        return format_credits(value)
    if isinstance(value, datetime):
        return iso(value)
    return ", ".join(map(str, value)) if isinstance(value, Sequence) and not isinstance(value, str) else value


def _optional(hint: Any) -> bool:
    return get_origin(hint) in (Union, types.UnionType) and type(None) in get_args(hint)


def _inner(hint: Any) -> Any:
    """The hint without its "| None"."""
    if not _optional(hint):
        return hint
    (inner,) = (arg for arg in get_args(hint) if arg is not type(None))
    return inner
