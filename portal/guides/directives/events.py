"""Webhook events, as the OpenAPI document has them."""

import json
from collections.abc import Mapping
from typing import Any

from api.openapi.document import built
from api.openapi.webhooks import event_operations
from errors_docs.surfaces import Surface
from portal.guides.directives.schema import resolved, rows
from portal.guides.directives.table import code, table


def events(surface: Surface, argument: str) -> str:
    """A table of all event types; or one, with its fields and an example."""
    declared = event_operations(built(surface))
    if argument and declared:
        return _event(surface, declared[argument])
    shown = [
        (f"[`{name}`](#{name.replace('.', '-')})", f"{each['summary']}. {each['description']}")
        for name, each in declared.items()
    ]
    each = [f"### `{name}`\n\n{_event(surface, given)}" for name, given in declared.items()]
    return "\n\n".join([table(("Event", "What happened"), shown), *each])


def headers(surface: Surface, argument: str) -> str:
    """What each delivery carries."""
    declared = event_operations(built(surface))
    first = next(iter(declared.values()))
    return table(("Header", "Meaning"), [(code(each["name"]), each["description"]) for each in first["parameters"]])


def _event(surface: Surface, declared: Mapping[str, Any]) -> str:
    content = declared["requestBody"]["content"]["application/json"]
    shape, _ = resolved(surface, content["schema"])
    shown = [
        (code(field.path), field.type, field.meaning) for field in rows(surface, shape["properties"]["data"], "data.")
    ]
    example = json.dumps(content["example"], indent=2, ensure_ascii=False)
    return f"{declared['description']}\n\n{table(('Field', 'Type', 'Meaning'), shown)}\n\n```json\n{example}\n```"
