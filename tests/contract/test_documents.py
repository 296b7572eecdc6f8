"""Each surface's OpenAPI document: complete, valid, exact about errors, and the same as the copy that was reviewed."""

from collections import defaultdict
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from pydantic import BaseModel

from api.management.commands.check_openapi import copy_of
from api.openapi.document import committed
from api.openapi.endpoints import Endpoint, endpoints
from api.openapi.webhooks import event_operations
from api.operations import JSON
from errors_docs.catalogues import catalogue_for
from errors_docs.surfaces import SURFACES, Surface
from partners import idempotency
from tests.contract.answers import pointer, promise_of

EVERY = [endpoint for surface in SURFACES.values() for endpoint in endpoints(surface)]
by_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
by_endpoint = pytest.mark.parametrize(
    "endpoint", EVERY, ids=[f"{found.method} {found.route.pattern}" for found in EVERY]
)


def document_of(surface: Surface) -> dict[str, Any]:
    """The document as JSON data."""
    return promise_of(surface).document


def documented(endpoint: Endpoint) -> dict[str, Any]:
    """The operation object of an endpoint, references and all."""
    operation: dict[str, Any] = document_of(endpoint.route.surface)["paths"][endpoint.path][endpoint.method.lower()]
    return operation


def refusals(endpoint: Endpoint) -> Iterator[tuple[int, dict[str, Any]]]:
    """The error responses of an endpoint, each with its status."""
    for status, response in documented(endpoint)["responses"].items():
        if int(status) >= 400:
            yield int(status), response


def operations_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    """All operations that a client may call."""
    return [operation for methods in document["paths"].values() for operation in methods.values()]


def objects_in(document: dict[str, Any], part: Any) -> list[tuple[str, dict[str, Any]]]:
    """Each object of fixed fields that a part of a document describes, at any depth, with the name of its schema."""
    found, todo, seen = [], [("", part)], set()
    while todo:
        where, each = todo.pop()
        if isinstance(each, list):
            todo += [(where, one) for one in each]
        elif isinstance(each, dict):
            if isinstance(each.get("properties"), dict):
                found.append((where, each))
            name = str(each.get("$ref", "")).rsplit("/", 1)[-1]
            if "schemas" in str(each.get("$ref")) and name not in seen:
                seen.add(name)
                todo.append((name, document["components"]["schemas"][name]))
            todo += [(where, one) for key, one in each.items() if key not in ("example", "examples")]
    return found


def codes_of_schema(surface: Surface, schema: dict[str, Any]) -> list[str]:
    """The codes that a response's schema admits."""
    promise = promise_of(surface)
    envelopes = [promise.followed(one) for one in schema.get("oneOf", [schema])]
    errors = [promise.followed(envelope["properties"]["error"]) for envelope in envelopes]
    return [error["properties"]["code"]["const"] for error in errors]


def test_the_check_passes() -> None:
    said = StringIO()
    call_command("check_openapi", stdout=said)
    assert [line.split(":")[0] for line in said.getvalue().splitlines()] == ["partner", "workspace"]


@by_surface
def test_every_endpoint_is_in_the_document_and_nothing_else(surface: Surface) -> None:
    listed = {(path, method.upper()) for path, methods in document_of(surface)["paths"].items() for method in methods}
    assert listed == {(endpoint.path, endpoint.method) for endpoint in endpoints(surface)}


@by_surface
def test_operation_ids_are_unique(surface: Surface) -> None:
    ids = [
        operation["operationId"] for methods in document_of(surface)["paths"].values() for operation in methods.values()
    ]
    assert sorted(ids) == sorted(set(ids))


@by_surface
def test_what_a_client_reads_may_have_fields_that_are_added_later(surface: Surface) -> None:
    document = document_of(surface)
    responses = [operation["responses"] for operation in operations_of(document)]
    read = [*responses, *(event["requestBody"] for event in event_operations(document).values())]
    assert [where for where, schema in objects_in(document, read) if "additionalProperties" in schema] == []


@by_surface
def test_what_a_client_sends_is_closed_because_unknown_fields_are_refused(surface: Surface) -> None:
    document = document_of(surface)
    sent = [operation.get("requestBody", {}) for operation in operations_of(document)]
    found = objects_in(document, sent)
    assert [where for where, schema in found if schema.get("additionalProperties") is not False] == []
    assert len(found) >= 5


@by_surface
def test_the_document_is_the_copy_that_was_reviewed(surface: Surface) -> None:
    """If the change is meant, run ``manage.py check_openapi --write`` and show the difference in the review."""
    assert copy_of(surface).read_text(encoding="utf-8") == committed(surface)


@by_endpoint
def test_an_operation_lists_precisely_the_codes_that_it_declares(endpoint: Endpoint) -> None:
    surface = endpoint.route.surface
    catalogue = catalogue_for(surface)
    declared: defaultdict[int, set[str]] = defaultdict(set)
    for error in endpoint.operation.all_errors:
        entry = catalogue.entry_for(error)
        assert entry is not None
        declared[entry.status].add(entry.code)
    content = {status: response["content"]["application/json"] for status, response in refusals(endpoint)}
    assert {status: set(codes_of_schema(surface, one["schema"])) for status, one in content.items()} == declared
    assert {status: set(one["examples"]) for status, one in content.items()} == declared
    assert set(documented(endpoint)["x-error-codes"]) == set.union(*declared.values())


@by_endpoint
def test_the_examples_of_an_operation_are_valid_by_its_own_schemas(endpoint: Endpoint) -> None:
    promise = promise_of(endpoint.route.surface)
    for status, response in refusals(endpoint):
        for example in response["content"]["application/json"]["examples"].values():
            value = promise.followed(example)["value"]
            assert list(promise.errors(pointer(endpoint.path, endpoint.method), status, value)) == []


@by_endpoint
def test_the_headers_that_a_client_needs_are_documented(endpoint: Endpoint) -> None:
    keyed = {"RateLimit", "RateLimit-Policy"} if endpoint.operation.scope is not None else set()
    extra = {401: {"WWW-Authenticate"}, 429: {"Retry-After"}, 503: {"Retry-After"}}
    for status, response in documented(endpoint)["responses"].items():
        assert set(response["headers"]) >= {"X-Request-Id"} | keyed | extra.get(int(status), set())


@by_endpoint
def test_a_key_is_asked_for_exactly_where_a_scope_is(endpoint: Endpoint) -> None:
    operation = documented(endpoint)
    either: list[dict[str, list[str]]] = [{"bearerAuth": []}, {"apiKeyHeader": []}]
    assert operation["security"] == (either if endpoint.operation.scope is not None else [])
    assert operation.get("x-required-scope") == endpoint.operation.scope


@by_endpoint
def test_an_idempotency_key_is_taken_where_a_caller_changes_something(endpoint: Endpoint) -> None:
    operation = documented(endpoint)
    taken = [one["schema"] for one in operation["parameters"] if one["name"] == idempotency.HEADER]
    changing = endpoint.method in idempotency.METHODS and endpoint.operation.scope is not None
    assert [schema["maxLength"] for schema in taken] == ([idempotency.LONGEST_KEY] if changing else [])
    assert {"IDEMPOTENCY_KEY_REUSED", "idempotency_key_reused"}.isdisjoint(operation["x-error-codes"]) is not changing
    answer = operation["responses"][str(endpoint.operation.status)]
    assert ("Idempotent-Replayed" in answer["headers"]) is changing
    assert ("Original-Request-Id" in answer["headers"]) is changing


@by_endpoint
def test_the_example_of_a_body_is_one_that_the_endpoint_takes(endpoint: Endpoint) -> None:
    content = documented(endpoint).get("requestBody", {}).get("content", {}).get("application/json", {})
    body = endpoint.operation.body
    if body is None or endpoint.operation.body_type != JSON:
        return
    if issubclass(body, BaseModel):
        body.model_validate(content["example"])
    else:
        body(data=content["example"]).is_valid(raise_exception=True)


@by_surface
def test_the_document_is_served_whole_and_once(client: Client, surface: Surface) -> None:
    url = f"{surface.base_path}/openapi.json"
    first = client.get(url)
    assert first.status_code == 200
    assert first.headers["Content-Type"] == "application/json"
    assert first.json() == document_of(surface)
    assert first.json()["servers"] == [{"url": settings.BASE_URL + surface.base_path}]
    again = client.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@by_surface
def test_another_method_on_the_document_is_refused_in_the_envelope(client: Client, surface: Surface) -> None:
    refused = client.post(f"{surface.base_path}/openapi.json")
    assert refused.status_code == 405
    assert refused.headers["Allow"] == "GET, HEAD"
    assert refused.json()["error"]["details"] == {"allowed": ["GET", "HEAD"]}
