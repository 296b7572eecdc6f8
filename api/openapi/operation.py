"""One operation of the document, derived from the method's declaration; nothing is read from docstrings or guessed."""

import re
from collections.abc import Mapping
from typing import Any, Final

from drf_spectacular.drainage import error
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry
from pydantic import BaseModel
from rest_framework.serializers import CharField, FileField, Serializer

from api.openapi import conditional, idempotency
from api.openapi.components import Components
from api.openapi.naming import operation_id, tag
from api.openapi.path_parameters import PATH_PARAMETERS
from api.openapi.pydantic_schemas import Schema
from api.openapi.responses import MEDIA_TYPE, published, responses
from api.operations import Operation, operation_of
from api.serializers import StrictSerializer
from api.text_fields import FILLED_NAME_PATTERN, NAME_PATTERN, NameField
from api.views import ApiView
from errors_docs.jsonform import camel
from errors_docs.surfaces import Surface

VARIABLE: Final = re.compile(r"{(\w+)}")


class OperationSchema(AutoSchema):
    """DRF's DEFAULT_SCHEMA_CLASS. drf-spectacular reads the serializers; all else is the declaration's."""

    registry: ComponentRegistry
    path: str
    method: str

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: ComponentRegistry
    ) -> Schema:
        self.registry, self.path, self.method = registry, path, method
        components = Components(self.surface, registry)
        name = operation_id(path, method, self.declared)
        return {
            "operationId": name,
            "summary": self.declared.summary,
            "description": self._description(),
            "tags": [tag(path)],
            "parameters": [*self._path_parameters(), *self._query_parameters(), *self._header_parameters()],
            **self._request_body_section(components),
            "responses": responses(components, name, self.declared),
            **self._security(components),
            "x-error-codes": [entry.code for entry in published(self.surface, self.declared)],
        }

    @property
    def declared(self) -> Operation:
        """The declaration of the method at hand; ApiView.allowed_methods lists no other methods."""
        declared = operation_of(getattr(self.view, self.method.lower()))
        assert declared is not None
        return declared

    @property
    def surface(self) -> Surface:
        assert isinstance(self.view, ApiView)
        return self.view.surface

    def _description(self) -> str:
        """The reference page shows no x- fields, so the scope is said in words too."""
        scope = self.declared.scope
        needs = "Takes no key." if scope is None else f"Needs a key with the scope `{scope}`."
        return f"{self.declared.description}\n\n{needs}".strip()

    def _path_parameters(self) -> list[Schema]:
        names = [camel(name) for name in VARIABLE.findall(self.path)]
        for name in names:
            if name not in PATH_PARAMETERS:
                error(f"{self.path}: describe {name} in api/openapi/path_parameters.py")
        return [
            {"name": name, "in": "path", "required": True, **PATH_PARAMETERS[name].as_openapi()}
            for name in names
            if name in PATH_PARAMETERS
        ]

    def _query_parameters(self) -> list[Schema]:
        if self.declared.query is None:
            return []
        mapped = self._map_serializer(self.declared.query(), "request")
        return [
            _query_parameter(name, dict(schema), name in mapped.get("required", []))
            for name, schema in mapped["properties"].items()
        ]

    def _header_parameters(self) -> list[Schema]:
        own = [{"name": name, "in": "header", **said} for name, said in self.declared.headers.items()]
        keyed = [idempotency.PARAMETER] if idempotency.takes_key(self.declared) else []
        return [*keyed, *conditional.parameters(self.declared), *own]

    def _request_body_section(self, components: Components) -> Schema:
        body = self.declared.body
        if body is None:
            return {}
        if issubclass(body, BaseModel):
            content = {"schema": components.body(body), **_example(body)}
            return {"requestBody": {"required": True, "content": {MEDIA_TYPE: content}}}
        serializer = body()
        assert isinstance(serializer, Serializer)
        content = {"schema": self.resolve_serializer(serializer, "request").ref, **_example(body)}
        return {"requestBody": {"required": True, "content": {self.declared.body_type: content}}}

    def _security(self, components: Components) -> Schema:
        if self.declared.scope is None:
            return {"security": []}
        return {"security": components.security(), "x-required-scope": self.declared.scope}

    def _map_basic_serializer(self, serializer: Any, direction: str) -> Schema:
        """Every input refuses unknown fields (api.serializers), so the schema does."""
        mapped: Schema = super()._map_basic_serializer(serializer, direction)
        keywords = serializer.schema_keywords if isinstance(serializer, StrictSerializer) else {}
        return {**mapped, "additionalProperties": False, **keywords}

    def _map_serializer_field(self, field: Any, direction: str, bypass_extensions: bool = False) -> Schema:
        """Without the mark that a hook of drf-spectacular's, which isn't used here, would take away."""
        mapped: Schema = super()._map_serializer_field(field, direction, bypass_extensions)
        mapped.pop("x-spec-enum-id", None)
        if isinstance(field, FileField):
            mapped = {**mapped, "format": "binary"}
        if isinstance(field, NameField):
            mapped["pattern"] = NAME_PATTERN if field.allow_blank else FILLED_NAME_PATTERN
        if type(field) is CharField and field.trim_whitespace and not field.allow_blank:
            # Blanks at the ends are cut off before the length is looked at, so a text of blanks alone is empty.
            mapped["pattern"] = r"\S"
        return mapped


def _example(body: type) -> Schema:
    """A body as a client sends it, if the serializer or the model has one."""
    example: Mapping[str, Any] | None = getattr(body, "example", None)
    return {} if example is None else {"example": dict(example)}


def _query_parameter(name: str, schema: Schema, required: bool) -> Schema:
    described = {"description": schema.pop("description")} if "description" in schema else {}
    return {"name": name, "in": "query", "required": required, **described, "schema": schema}
