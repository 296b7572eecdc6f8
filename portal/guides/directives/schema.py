"""JSON Schemas of the OpenAPI document as rows of a table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.openapi.document import built
from errors_docs.surfaces import Surface

Schema = Mapping[str, Any]
REFERENCE: Final = "#/components/schemas/"
#: What a reader calls a value of a format.
FORMATS: Final = {
    "binary": "file",
    "date": "date",
    "date-time": "time",
    "email": "email address",
    "uri": "address",
}


@dataclass(frozen=True)
class Field:
    """One value: its path below the object (``addOns.hotStorageUnits``), what it may be, and what it means."""

    path: str
    type: str
    required: bool
    meaning: str


def component(surface: Surface, name: str) -> Schema:
    """A shape by its name. Raises KeyError."""
    found: Schema = built(surface)["components"]["schemas"][name]
    return found


def rows(surface: Surface, schema: Schema, path: str = "", seen: tuple[str, ...] = ()) -> Iterator[Field]:
    """The values within an object, depth first. A shape within itself is named, not entered again."""
    shape, names = resolved(surface, schema)
    if set(names) & set(seen):
        return
    for name, inner in shape.get("properties", {}).items():
        yield from _row(surface, inner, f"{path}{name}", name in shape.get("required", ()), (*seen, *names))


def _row(surface: Surface, schema: Schema, path: str, required: bool, seen: tuple[str, ...]) -> Iterator[Field]:
    shape, _ = resolved(surface, schema)
    meaning = schema.get("description", "") or shape.get("description", "")
    inner, below = _contents(surface, schema, path)
    yield Field(path, in_words(surface, schema), required, meaning)
    if inner is not None:
        yield from rows(surface, inner, below, seen)


def _contents(surface: Surface, schema: Schema, path: str) -> tuple[Schema | None, str]:
    """What is inside a value and what its fields' paths begin with; None for a plain value."""
    shape, _ = resolved(surface, schema)
    if "properties" in shape:
        return shape, f"{path}."
    items = shape.get("items")
    if items is not None and "properties" in resolved(surface, items)[0]:
        return items, f"{path}[]."
    return None, ""


def resolved(surface: Surface, schema: Schema) -> tuple[Schema, tuple[str, ...]]:
    """A schema without references and without the null that may stand beside it, and the names it was found by."""
    names: tuple[str, ...] = ()
    while True:
        if "$ref" in schema:
            name = schema["$ref"].removeprefix(REFERENCE)
            names, schema = (*names, name), component(surface, name)
        elif parts := [part for key in ("allOf", "oneOf", "anyOf") for part in schema.get(key, ()) if not _null(part)]:
            schema = parts[0]
        else:
            return schema, names


def in_words(surface: Surface, schema: Schema) -> str:
    """ "integer from 1 to 1000, 1 if left out", "string or null", "one of `generic`, `medical`", "array of object"."""
    shape, _ = resolved(surface, schema)
    nullable = any(_null(part) for key in ("oneOf", "anyOf") for part in schema.get(key, ()))
    kind = shape.get("type", "object" if "properties" in shape else "anything")
    kinds = kind if isinstance(kind, list) else [kind]
    words = _kind(surface, shape, next(each for each in kinds if each != "null"))
    if nullable or "null" in kinds:
        words += " or null"
    return words + _default(schema if "default" in schema else shape)


def _kind(surface: Surface, shape: Schema, kind: str) -> str:
    if "enum" in shape or "const" in shape:
        values = shape.get("enum", [shape.get("const")])
        return ("one of " if len(values) > 1 else "") + ", ".join(f"`{each}`" for each in values if each is not None)
    if kind == "array":
        return f"array of {in_words(surface, shape.get('items', {}))}"
    if kind == "object" and "properties" not in shape and isinstance(shape.get("additionalProperties"), Mapping):
        return f"object of {in_words(surface, shape['additionalProperties'])}"
    return _named(shape, kind) + _range(shape)


def _named(shape: Schema, kind: str) -> str:
    return str(shape.get("x-unit") or FORMATS.get(shape.get("format", ""), kind))


def _range(shape: Schema) -> str:
    low, high = shape.get("minimum"), shape.get("maximum")
    if low is not None and high is not None:
        return f" from {low} to {high}"
    if "maxLength" in shape:
        return f" of at most {shape['maxLength']} characters"
    return f" from {low}" if low is not None else ""


def _default(schema: Schema) -> str:
    default = schema.get("default")
    if default is None or default in ("", []):
        return ""
    return f", `{str(default).lower() if isinstance(default, bool) else default}` if left out"


def _null(schema: Schema) -> bool:
    return schema.get("type") == "null"
