"""The parts of the document that operations share by reference: answers, refusals, headers, keys."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from drf_spectacular.plumbing import ComponentIdentity, ComponentRegistry, ResolvedComponent
from pydantic import BaseModel

from api.openapi.naming import refusal_name, shape_name
from api.openapi.pydantic_schemas import SENT, Schema, read_schema, sent_schema
from errors_docs.catalogue import Entry
from errors_docs.example import EXAMPLE_REQUEST_ID, example_answer
from errors_docs.jsonform import json_schema, may_be_empty, object_schema
from errors_docs.surfaces import Surface

SECURITY_SCHEMES: Final[Mapping[str, Schema]] = {
    "bearerAuth": {
        "type": "http",
        "scheme": "bearer",
        "description": "The API key as `Authorization: Bearer …`.",
    },
    "apiKeyHeader": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": "The same API key in its own header, for clients whose proxy uses Authorization.",
    },
}

HEADERS: Final[Mapping[str, Schema]] = {
    "X-Request-Id": {
        "description": "The id of this request, in an error also as `requestId`; quote it when you report a problem.",
        "required": True,
        "schema": {"type": "string", "examples": [EXAMPLE_REQUEST_ID]},
    },
    "RateLimit-Policy": {
        "description": "The limit: `q` requests in a rolling window of `w` seconds. Absent from an uncounted request.",
        "schema": {"type": "string", "examples": ['"requests";q=120;w=60']},
    },
    "RateLimit": {
        "description": "`r` requests are left; in `t` seconds the next is free. Absent from an uncounted request.",
        "schema": {"type": "string", "examples": ['"requests";r=119;t=60']},
    },
    "ETag": {
        "description": "Names what was read as it is now: for `If-None-Match`, and for `If-Match` before a change.",
        "schema": {"type": "string", "examples": ['"9c1185a5c5e9fc54612808"']},
    },
    "Idempotent-Replayed": {
        "description": "`true` if this answer was kept from an earlier request with the same Idempotency-Key.",
        "schema": {"type": "string", "const": "true"},
    },
    "Original-Request-Id": {
        "description": (
            "With Idempotent-Replayed: the id of the first request with the key, which did what this answer tells. "
            "`GET /requests/{requestId}` shows it, and the credits that it moved have it."
        ),
        "schema": {"type": "string", "examples": [EXAMPLE_REQUEST_ID]},
    },
    "Retry-After": {
        "description": "Seconds to wait before the request is sent again.",
        "required": True,
        "schema": {"type": "integer", "minimum": 0, "examples": [1]},
    },
    "Location": {
        "description": "Where to poll for the result.",
        "required": True,
        "schema": {"type": "string", "format": "uri-reference"},
    },
    "Preference-Applied": {
        "description": "Which preference was followed.",
        "required": True,
        "schema": {"type": "string", "const": "respond-async"},
    },
    "WWW-Authenticate": {
        "description": "How a key is sent.",
        "required": True,
        "schema": {"type": "string", "examples": ["Bearer"]},
    },
}

SCHEMAS: Final = "#/components/schemas/"

#: What the fixed fields of the envelopes mean.
FIXED: Final[Mapping[str, str]] = {"success": "true in an answer, false in a refusal"}


class Components:
    """Registers shared parts as they are first used; every method answers a reference."""

    def __init__(self, surface: Surface, registry: ComponentRegistry) -> None:
        self.surface = surface
        self.registry = registry

    def shape(self, shape: type) -> Schema:
        """A dataclass under its public name. Two of one name are reported by the registry."""
        component = ResolvedComponent(shape_name(shape), ResolvedComponent.SCHEMA, schema={}, object=shape)
        if component not in self.registry:
            # Registered before it is filled, so that a shape may contain itself.
            self.registry.register(component)
            component.schema = object_schema(shape, self.shape)
        return dict(component.ref)

    def answer(self, shape: type, meta: type | None = None) -> Schema:
        """The success envelope round a dataclass or a pydantic model, with the meta beside it if there is one."""
        fixed = fixed_fields(self.surface.success_envelope)
        beside = {} if meta is None else {"meta": self.shape(meta)}
        data = self.result(shape) if issubclass(shape, BaseModel) else self.shape(shape)
        return self._add(
            ResolvedComponent.SCHEMA, f"{shape_name(shape)}Response", open_object({**fixed, "data": data, **beside})
        )

    def result(self, model: type[BaseModel]) -> Schema:
        """A pydantic model that is answered and those within it, each under its own name."""
        return self._model(model, read_schema(model, f"{SCHEMAS}{{model}}"), "")

    def body(self, model: type[BaseModel]) -> Schema:
        """A pydantic model that is sent, and those within it: results that come back, under names of inputs."""
        return self._model(model, sent_schema(model, f"{SCHEMAS}{{model}}{SENT}"), SENT)

    def _model(self, model: type[BaseModel], schema: Schema, ending: str) -> Schema:
        for name, inner in schema.pop("$defs", {}).items():
            # Some generators name a model by its title.
            self._add(ResolvedComponent.SCHEMA, f"{name}{ending}", {**inner, "title": f"{name}{ending}"})
        return self._add(ResolvedComponent.SCHEMA, model.__name__, schema)

    def event(self, name: str, schema: Schema) -> Schema:
        """The body of a webhook."""
        return self._add(ResolvedComponent.SCHEMA, f"{name}Event", schema)

    def refusal(self, entry: Entry) -> Schema:
        """The error envelope of one code."""
        name = refusal_name(entry.code)
        error = self._add(ResolvedComponent.SCHEMA, f"{name}Error", error_schema(entry, self.shape))
        return self._add(ResolvedComponent.SCHEMA, f"{name}Refusal", refusal_schema(self.surface, error))

    def example(self, entry: Entry) -> Schema:
        """The catalogue's example of one code, made as a live answer is."""
        value = example_answer(self.surface, entry).envelope
        return self._add(ResolvedComponent.EXAMPLE, entry.code, {"summary": entry.title, "value": value})

    def path_item(self, name: str, item: Schema) -> Schema:
        """What is asked of one address."""
        return self._add(ResolvedComponent.PATH_ITEM, name, item)

    def header(self, name: str) -> Schema:
        """One of HEADERS."""
        return self._add(ResolvedComponent.HEADER, name, dict(HEADERS[name]))

    def security(self) -> list[Schema]:
        """Either way to send the key."""
        for name, scheme in SECURITY_SCHEMES.items():
            self._add(ResolvedComponent.SECURITY_SCHEMA, name, dict(scheme))
        return [{name: []} for name in SECURITY_SCHEMES]

    def _add(self, kind: str, name: str, schema: Schema) -> Schema:
        # Known by its content: two of one name that differ are reported by the registry.
        component = ResolvedComponent(name, kind, schema=schema, object=ComponentIdentity(schema))
        self.registry.register_on_missing(component)
        return dict(component.ref)


def error_schema(entry: Entry, component: Callable[[type], Schema] | None = None) -> Schema:
    """The ``error`` object of one code. ``component`` turns a shape into a reference; without it all is inline."""
    details = {} if entry.details is None else {"details": json_schema(entry.details, component)}
    properties = {
        "code": {**const(entry.code), "description": entry.when},
        "message": {"type": "string", "description": "For people; its wording may change."},
        **details,
        "docs": {"type": "string", "format": "uri", "description": "The page that explains this code."},
        "requestId": {"type": "string", "description": "The id of the request, as in the X-Request-Id header."},
    }
    # Of details that may have nothing to say the answer has none.
    absent = {"details"} if entry.details is not None and may_be_empty(entry.details) else set()
    schema = open_object(properties)
    required = [name for name in schema["required"] if name not in absent]
    return {**schema, "required": required, "description": f"{entry.title}. {entry.charged}"}


def refusal_schema(surface: Surface, error: Schema) -> Schema:
    """The surface's error envelope round an ``error`` object."""
    return open_object({**fixed_fields(surface.envelope), "error": error})


def fixed_fields(envelope: Mapping[str, Any]) -> Schema:
    """What every envelope of one kind has in common.

    Its one value is said in words: openapi-generator's Python client would compare it with a text.
    """
    return {name: {"type": "boolean", "description": FIXED[name]} for name in envelope}


def const(value: str) -> Schema:
    """A schema that admits one text."""
    return {"type": "string", "const": value}


def open_object(properties: Schema) -> Schema:
    """An object with these properties, and others that may be added without notice."""
    return {"type": "object", "properties": properties, "required": list(properties)}
