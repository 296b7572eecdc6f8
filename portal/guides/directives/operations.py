"""Endpoints, with their fields, answers and refusals, from the OpenAPI document and the declarations behind it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from api.openapi.endpoints import Endpoint, endpoints
from errors_docs.catalogues import catalogue_for
from errors_docs.surfaces import Surface
from portal.guides.directives.catalogue import link
from portal.guides.directives.schema import Field, document, resolved, rows
from portal.guides.directives.table import code, table

JSON: Final = "application/json"


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


def _declared(surface: Surface, endpoint: Endpoint) -> Mapping[str, Any]:
    found: Mapping[str, Any] = document(surface)["paths"][endpoint.path][endpoint.method.lower()]
    return found


def _operation(surface: Surface, endpoint: Endpoint) -> Iterator[str]:
    declared = _declared(surface, endpoint)
    yield f"### {endpoint.operation.summary}"
    yield f"`{endpoint.method} {endpoint.path}`"
    if endpoint.operation.description:
        yield endpoint.operation.description
    yield _needs(endpoint)
    yield from _sent(surface, declared)
    yield from _answered(surface, declared)
    yield _refusals(surface, endpoint)


def _needs(endpoint: Endpoint) -> str:
    scope = endpoint.operation.scope
    needs = f"Needs the scope `{scope}`." if scope else "Takes no key."
    return f"{needs} Takes an `Idempotency-Key`." if endpoint.operation.changes and scope else needs


def _sent(surface: Surface, declared: Mapping[str, Any]) -> Iterator[str]:
    given = [_parameter(surface, each) for each in declared.get("parameters", ())]
    for place, title in (("query", "Query"), ("header", "Headers")):
        named = [field for where, field in given if where == place and field.path != "Idempotency-Key"]
        if named:
            yield f"**{title}**"
            yield _input_table(named)
    if "requestBody" in declared:
        kind, content = next(iter(declared["requestBody"]["content"].items()))
        yield "**Body**" if kind == JSON else f"**Body**, as `{kind}`"
        yield _input_table(rows(surface, content["schema"]))


def _parameter(surface: Surface, given: Mapping[str, Any]) -> tuple[str, Field]:
    wrapped = {
        "properties": {given["name"]: given["schema"]},
        "required": [given["name"]] * given.get("required", False),
    }
    (field,) = list(rows(surface, wrapped))[:1]
    return given["in"], Field(field.path, field.type, field.required, given.get("description", ""))


def _answered(surface: Surface, declared: Mapping[str, Any]) -> Iterator[str]:
    for status, response in declared["responses"].items():
        if not status.startswith("2") or JSON not in response.get("content", {}):
            continue
        shape, _ = resolved(surface, response["content"][JSON]["schema"])
        yield f"**Answer {status}**: the fields of `data`."
        yield _answer_table(rows(surface, shape["properties"]["data"]))
        break


def _refusals(surface: Surface, endpoint: Endpoint) -> str:
    """The endpoint's own; what any call may get stands on the error page."""
    catalogue = catalogue_for(surface)
    entries = [entry for error in endpoint.operation.errors if (entry := catalogue.entry_for(error)) is not None]
    own = " ".join(dict.fromkeys(link(surface, entry.code) for entry in entries))
    everywhere = f"what [any call may get]({surface.docs_path}/errors)"
    return f"**Refusals**: {own} and {everywhere}." if own else f"**Refusals**: only {everywhere}."


def _input_table(given: "Iterator[Field] | list[Field]") -> str:
    shown = [
        (
            code(field.path) + (" **required**" if field.required and "." not in field.path else ""),
            field.type,
            field.meaning,
        )
        for field in given
    ]
    return table(("Field", "Type", "Meaning"), shown)


def _answer_table(given: "Iterator[Field] | list[Field]") -> str:
    shown = [
        (code(field.path), field.type + ("" if field.required else ", may be left out"), field.meaning)
        for field in given
    ]
    return table(("Field", "Type", "Meaning"), shown)
