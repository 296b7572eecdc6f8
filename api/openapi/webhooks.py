"""The ``webhooks`` part of a document: what is posted to a caller's own server. Declared by the app that sends it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.openapi.components import Components, const, open_object
from api.openapi.examples import event_example
from api.openapi.pydantic_schemas import Schema
from errors_docs.surfaces import Surface

#: Not Webhooks, which is the tag of the operations that manage endpoints: generators make a class for each tag.
TAG: Final = "Events"

#: Beside what any HTTP request has, each delivery has these.
HEADERS: Final[dict[str, str]] = {
    "X-Webhook-Signature": (
        "Hex HMAC-SHA256 of the raw body. The key is the whole secret as it was shown, `whsec_` included, as ASCII. "
        "While a rotated secret overlaps with its successor, the key is still the old one."
    ),
    "webhook-id": "The event's id, the same for each attempt: an id that was seen before is a repetition.",
    "webhook-timestamp": "Seconds since 1970 at which this attempt was signed.",
    "webhook-signature": (
        "`v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`, keyed with the bytes that the secret's part after "
        "`whsec_` is the base64 of (Standard Webhooks). While two secrets are valid there are two, divided by a blank."
    ),
}


class TakenName(Exception):
    """Two event types of one name; raised at import, so that such a process never starts."""


@dataclass(frozen=True, kw_only=True)
class EventType:
    """Something that can happen. ``data`` is the dataclass of the body's ``data``."""

    #: Public and for ever: never renamed, never reused.
    name: str
    summary: str
    description: str
    data: type


EVENT_TYPES: Final[dict[str, EventType]] = {}


def declare(event_type: EventType) -> EventType:
    """Adds a type. Raises TakenName."""
    if event_type.name in EVENT_TYPES:
        raise TakenName(event_type.name)
    EVENT_TYPES[event_type.name] = event_type
    return event_type


def envelope(event_type: str, event_id: str, timestamp: str, mode: str, data: Any) -> dict[str, Any]:
    """The body of a delivery, ``data`` as JSON data."""
    return {
        "id": event_id,
        "event": event_type,
        "timestamp": timestamp,
        "apiVersion": "v1",
        "mode": mode,
        "data": data,
    }


def webhooks_section(surface: Surface, components: Components) -> Schema:
    """Every event type of the surface: only an account with webhooks has any.

    Each is a reference, and so is its body: openapi-generator makes the models of both, but writes for an operation
    that is in place a Python module that does not compile.
    """
    if surface.name != "partner":
        return {}
    return {
        name: components.path_item(_words(name), {"post": _operation(event_type, components)})
        for name, event_type in EVENT_TYPES.items()
    }


def event_operations(document: Mapping[str, Any]) -> dict[str, Any]:
    """Each event of a document with what is posted to the caller's server; none for a surface without webhooks."""
    items = document["components"].get("pathItems", {})
    return {name: items[item["$ref"].rsplit("/", 1)[1]]["post"] for name, item in document.get("webhooks", {}).items()}


def _words(name: str) -> str:
    """customer.created gives CustomerCreated."""
    return "".join(word.capitalize() for word in name.replace(".", "_").split("_"))


def _operation(event_type: EventType, components: Components) -> Schema:
    schema = components.event(_words(event_type.name), _body(event_type, components))
    body = {"schema": schema, **event_example(components.surface, event_type.name)}
    return {
        "operationId": f"on{_words(event_type.name)}",
        "summary": event_type.summary,
        "description": event_type.description,
        "tags": [TAG],
        "parameters": [
            {"name": name, "in": "header", "required": True, "description": text, "schema": {"type": "string"}}
            for name, text in HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": body}},
        "responses": {
            "2XX": {"description": "Taken. Any other status, a redirect included, is a failure and is tried again."},
            "410": {"description": "Never send anything here again: the endpoint is disabled."},
        },
        "security": [],
    }


def _body(event_type: EventType, components: Components) -> Schema:
    return open_object(
        {
            "id": {"type": "string", "description": "the event's, as webhook-id; the same for each attempt"},
            "event": {**const(event_type.name), "description": "what happened"},
            "timestamp": {"type": "string", "format": "date-time", "description": "when it happened"},
            "apiVersion": {**const("v1"), "description": "of the shape of data; a change that breaks has another"},
            "mode": {"type": "string", "enum": ["live", "test"], "description": "where it happened"},
            "data": {**components.shape(event_type.data), "description": "the facts; their fields depend on event"},
        }
    )
