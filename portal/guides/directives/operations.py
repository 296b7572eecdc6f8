"""Endpoints, with their fields, answers and refusals, from the OpenAPI document and the declarations behind it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from api.conditional import IF_MATCH
from api.openapi.conditional import IF_NONE_MATCH
from api.openapi.document import built
from api.openapi.endpoints import Endpoint, endpoints
from api.openapi.naming import operation_id
from api.operations import JSON
from errors_docs.catalogues import catalogue_for
from errors_docs.navigation import REFERENCE
from errors_docs.surfaces import Surface
from portal.guides.directives.catalogue import link
from portal.guides.directives.schema import Field, Schema, resolved, rows
from portal.guides.directives.table import code, table

#: Many operations take them, so one section of the guide explains them for all.
SHARED_HEADERS: Final = ("Idempotency-Key", IF_NONE_MATCH, IF_MATCH)


class UnknownEndpoint(Exception):
    """A guide tells of an endpoint that the surface doesn't have."""


def operation(surface: Surface, argument: str) -> str:
    """``POST /customers``: its heading, what it does, its fields, its answer and its refusals."""
    return "\n\n".join(_operation(surface, _endpoint(surface, argument)))


def operations(surface: Surface, argument: str) -> str:
    """The same for every endpoint whose path is one of the given, or below it: ``/webhooks``."""
    prefixes = argument.split()
    found = [each for each in endpoints(surface) if any(_below(each.path, prefix) for prefix in prefixes)]
    return "\n\n".join(block for each in found for block in _operation(surface, each))


def endpoint_list(surface: Surface, argument: str) -> str:
    """A table of endpoints with what they do and the scope that they need: all, or those below the given paths."""
    prefixes = argument.split() or [""]
    found = [each for each in endpoints(surface) if any(_below(each.path, prefix) for prefix in prefixes)]
    shown = [
        (
            code(f"{each.method} {each.path}"),
            each.operation.summary,
            code(each.operation.scope or "") * bool(each.operation.scope) or "no key",
        )
        for each in found
    ]
    return table(("Endpoint", "Does", "Scope"), shown)


def _endpoint(surface: Surface, argument: str) -> Endpoint:
    method, _, path = argument.partition(" ")
    for each in endpoints(surface):
        if (each.method, each.path) == (method, path):
            return each
    raise UnknownEndpoint(argument)


def _below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(prefix + "/")


def reference_path(surface: Surface, endpoint: Endpoint) -> str:
    """The endpoint's own page, on which it can be tried."""
    return f"{REFERENCE.path(surface)}/{operation_id(endpoint.path, endpoint.method, endpoint.operation)}"


def declared(surface: Surface, endpoint: Endpoint) -> Mapping[str, Any]:
    """The endpoint in the OpenAPI document."""
    found: Mapping[str, Any] = built(surface)["paths"][endpoint.path][endpoint.method.lower()]
    return found


def _operation(surface: Surface, endpoint: Endpoint) -> Iterator[str]:
    found = declared(surface, endpoint)
    yield f"### {endpoint.operation.summary}"
    yield f"`{endpoint.method} {endpoint.path}`"
    if endpoint.operation.description:
        yield endpoint.operation.description
    yield f"{needs(endpoint)} [Try it]({reference_path(surface, endpoint)})."
    yield from sent(surface, found)
    yield from answered(surface, found)
    yield _refusals(surface, endpoint)


def needs(endpoint: Endpoint) -> str:
    """Which key it takes, in words."""
    scope = endpoint.operation.scope
    key = f"Needs the scope `{scope}`." if scope else "Takes no key."
    headers = ["an `Idempotency-Key`"] * bool(endpoint.operation.changes and scope)
    headers += ["`If-Match`"] * endpoint.operation.conditional
    return f"{key} Takes {' and '.join(headers)}." if headers else key


def sent(surface: Surface, found: Mapping[str, Any]) -> Iterator[str]:
    """Tables of the query, the headers and the body of an operation of the document."""
    given = [_parameter(surface, each) for each in found.get("parameters", ())]
    for place, title in (("query", "Query"), ("header", "Headers")):
        named = [field for where, field in given if where == place and field.path not in SHARED_HEADERS]
        if named:
            yield f"**{title}**"
            yield _input_table(named)
    if "requestBody" in found:
        kind, content = next(iter(found["requestBody"]["content"].items()))
        yield "**Body**" if kind == JSON else f"**Body**, as `{kind}`"
        yield _input_table(rows(surface, content["schema"]))


def _parameter(surface: Surface, given: Mapping[str, Any]) -> tuple[str, Field]:
    wrapped = {
        "properties": {given["name"]: given["schema"]},
        "required": [given["name"]] * given.get("required", False),
    }
    (field,) = list(rows(surface, wrapped))[:1]
    return given["in"], Field(field.path, field.type, field.required, given.get("description", ""))


def answered(surface: Surface, found: Mapping[str, Any]) -> Iterator[str]:
    """A table of what the good answer of an operation has in ``data``."""
    status, envelope = good_answer(surface, found)
    yield f"**Answer {status}**: the fields of `data`."
    yield _answer_table(rows(surface, envelope["properties"]["data"]))


def good_answer(surface: Surface, found: Mapping[str, Any]) -> tuple[str, Schema]:
    """Status and envelope of the first answer with a body that is no refusal; every operation has one."""
    status, response = next(
        (status, response)
        for status, response in found["responses"].items()
        if status.startswith("2") and JSON in response.get("content", {})
    )
    shape, _ = resolved(surface, response["content"][JSON]["schema"])
    return status, shape


def _refusals(surface: Surface, endpoint: Endpoint) -> str:
    """The endpoint's own; what any call may get stands on the error page."""
    catalogue = catalogue_for(surface)
    entries = [entry for error in endpoint.operation.errors if (entry := catalogue.entry_for(error)) is not None]
    own = " ".join(dict.fromkeys(link(surface, entry.code) for entry in entries))
    everywhere = f"what [any call may get]({surface.docs_path}/errors)"
    return f"**Refusals**: {own} and {everywhere}." if own else f"**Refusals**: only {everywhere}."


def _input_table(given: Iterable[Field]) -> str:
    """What must be sent stands first; what lies within a field stays below it."""
    fields = list(given)
    needed = {field.path for field in fields if field.required and "." not in field.path}
    fields.sort(key=lambda field: re.split(r"[.\[]", field.path)[0] not in needed)
    shown = [
        (
            code(field.path) + (" **required**" if field.path in needed else ""),
            field.type,
            field.meaning,
        )
        for field in fields
    ]
    return table(("Field", "Type", "Meaning"), shown)


def _answer_table(given: Iterable[Field]) -> str:
    shown = [
        (code(field.path), field.type + ("" if field.required else ", may be left out"), field.meaning)
        for field in given
    ]
    return table(("Field", "Type", "Meaning"), shown)
