"""Closes what the documents leave open.

Fields may be added to an answer without notice, so no schema of one forbids them; but a field that our own answers
have now and the document doesn't name is a mistake.
"""

from typing import Any


def closed(schema: Any) -> Any:
    """A schema, or a document of many, in which each object has the fields that are listed and no others."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(each) for name, each in schema.items()}
    return {"additionalProperties": False, **inner} if _lists_fields(schema) else inner


def _lists_fields(schema: dict[str, Any]) -> bool:
    """True for the schema of an object; a field may well be named "properties"."""
    return schema.get("type") in ("object", ["object", "null"]) and isinstance(schema.get("properties"), dict)
