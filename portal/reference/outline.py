"""What a value of a JSON Schema looks like: every field once, with a value that shows its type."""

from typing import Any, Final

from errors_docs.surfaces import Surface
from portal.guides.directives.schema import Schema, resolved

_BY_FORMAT: Final = {"date-time": "2026-11-02T08:30:00.000Z", "date": "2026-11-02", "uri": "https://…"}
_BY_TYPE: Final = {"integer": 1, "number": 1.5, "boolean": True, "string": "…", "null": None}


def outline(surface: Surface, schema: Schema, within: tuple[str, ...] = ()) -> Any:
    """JSON data with one element in each array; a shape within itself is left empty."""
    shape, names = resolved(surface, schema)
    if set(names) & set(within):
        return {}
    if "properties" in shape:
        return {name: outline(surface, inner, (*within, *names)) for name, inner in shape["properties"].items()}
    if "items" in shape:
        return [outline(surface, shape["items"], (*within, *names))]
    return _value(shape)


def _value(shape: Schema) -> Any:
    if "const" in shape:
        return shape["const"]
    if "enum" in shape:
        return shape["enum"][0]
    if shape.get("examples"):
        return shape["examples"][0]
    kinds = shape.get("type", "object")
    kind = kinds if isinstance(kinds, str) else next(each for each in kinds if each != "null")
    return _BY_FORMAT.get(shape.get("format", ""), _BY_TYPE.get(kind, {}))
