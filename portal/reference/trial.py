"""The form on an endpoint's page that sends the request: a field for each thing that may be said."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.openapi.conditional import IF_NONE_MATCH
from api.operations import JSON
from portal.reference.entry import ReferenceEntry


@dataclass(frozen=True)
class TrialField:
    """One field. ``place`` is path, query, header, body (JSON), form or file; ``choices`` are all that it takes."""

    place: str
    name: str
    required: bool
    example: str = ""
    value: str = ""
    choices: Sequence[str] = ()


def trial_fields(entry: ReferenceEntry) -> list[TrialField]:
    """The form's fields in the order of the path, the query, the headers and the body.

    Without If-None-Match: the form shows an answer, and 304 would leave nothing to show.
    """
    taken = [each for each in entry.declared["parameters"] if each["name"] != IF_NONE_MATCH]
    return [*map(_parameter, taken), *_body(entry)]


def _parameter(given: Mapping[str, Any]) -> TrialField:
    schema = given["schema"]
    return TrialField(
        given["in"],
        given["name"],
        bool(given.get("required")),
        example=str(given.get("example", schema.get("default", ""))),
        choices=[str(each) for each in schema.get("enum", ())] or ["false", "true"] * (schema.get("type") == "boolean"),
    )


def _body(entry: ReferenceEntry) -> Iterator[TrialField]:
    if entry.body is None:
        return
    kind, shape, example = entry.body
    if kind == JSON:
        yield TrialField("body", "Body", True, value=json.dumps(example, indent=2, ensure_ascii=False))
        return
    for name, field in shape["properties"].items():
        place = "file" if field.get("format") == "binary" else "form"
        value = "" if place == "file" else str(example.get(name, ""))
        yield TrialField(place, name, name in shape.get("required", ()), value=value, choices=field.get("enum", ()))
