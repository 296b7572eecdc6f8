"""The fields of ``error.details`` as rows of a table, read from the JSON Schema and the example of an entry."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from errors_docs.catalogue import Entry
from errors_docs.jsonform import json_schema

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class DetailField:
    """One field: its path in ``details``, its type in words, and what the example has there."""

    path: str
    type: str
    required: bool
    example: str
    description: str


def details_schema(entry: Entry) -> dict[str, Any] | None:
    """The JSON Schema of ``details``, None for a code that carries none."""
    return None if entry.details is None else json_schema(entry.details)


def detail_fields(schema: Schema, example: Any) -> tuple[DetailField, ...]:
    """The leaves of the schema, depth first: ``breakdown.total``, and ``[].field`` for an array of objects."""
    return tuple(_rows(schema, example, "", required=True))


def _rows(schema: Schema, example: Any, path: str, *, required: bool) -> Iterator[DetailField]:
    if "properties" in schema:
        yield from _properties(schema, example, path, required=required)
    elif "properties" in schema.get("items", {}):
        first = example[0] if example else None
        yield from _rows(schema["items"], first, f"{path}[]", required=required)
    else:
        shown = "" if example is None else json.dumps(example, ensure_ascii=False)
        yield DetailField(path, type_in_words(schema), required, shown, schema.get("description", ""))


def _properties(schema: Schema, example: Any, path: str, *, required: bool) -> Iterator[DetailField]:
    for name, inner in schema["properties"].items():
        inner_path = f"{path}.{name}" if path else name
        inner_required = required and name in schema.get("required", ())
        value = example.get(name) if isinstance(example, Mapping) else None
        yield from _rows(inner, value, inner_path, required=inner_required)


def type_in_words(schema: Schema) -> str:
    """ "string", "string, ISO 8601", "array of string", "integer or null"."""
    kind = schema.get("type", "object")
    if kind == "array":
        return f"array of {type_in_words(schema['items'])}"
    if isinstance(kind, list):
        return " or ".join(kind)
    return f"{kind}, ISO 8601" if str(schema.get("format", "")).startswith("date") else str(kind)
