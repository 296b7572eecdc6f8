"""Compares one answer with what its surface's OpenAPI document promises."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.urls import Resolver404, resolve
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012, Schema

from api.ids import has_shape
from api.openapi.components import error_schema, refusal_schema
from api.openapi.document import build
from api.openapi.endpoints import endpoints
from api.openapi.views import document
from errors_docs.catalogues import catalogue_for
from errors_docs.envelope import docs_link
from errors_docs.surfaces import SURFACES, Surface, surface_of
from tests.contract.closing import closed


@dataclass(frozen=True)
class Answer:
    """An answer as it went over the wire. Header names are in any case."""

    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    #: The request asked for a refusal by its code: any published one may come, whatever the operation declares.
    simulated: bool = False

    def header(self, name: str) -> str | None:
        """A header's value, None if it wasn't sent."""
        return next((value for sent, value in self.headers.items() if sent.lower() == name.lower()), None)


class Promise:
    """One surface's document, and the operations in it by Django's route and the method."""

    def __init__(self, surface: Surface) -> None:
        self.surface = surface
        self.document = build(surface)
        resource = DRAFT202012.create_resource(closed(self.document))
        self.registry: Registry[Schema] = Registry().with_resource("urn:document", resource)
        self.paths = {(found.route.pattern, found.method): found.path for found in endpoints(surface)}

    def operation(self, answer: Answer) -> tuple[str, dict[str, Any]] | None:
        """The JSON pointer of the operation that served a request, and the operation; None if there is none."""
        # The base path answers without its slash, too; the document has it with it.
        route = _route(f"{answer.path}/" if answer.path == self.surface.base_path else answer.path)
        path = self.paths.get((route, answer.method)) if route else None
        if path is None:
            return None
        return pointer(path, answer.method), self.document["paths"][path][answer.method.lower()]

    def errors(self, operation: str, status: int, value: Any) -> Iterator[str]:
        """What is wrong with a body by the schema that an operation, named by its pointer, has for a status."""
        yield from self.misfits({"$ref": f"{operation}/responses/{status}/content/application~1json/schema"}, value)

    def misfits(self, reference: dict[str, Any], value: Any) -> Iterator[str]:
        """What is wrong with a value by the schema that a reference within the document leads to."""
        yield from _errors({"$ref": f"urn:document{reference['$ref']}"}, value, self.registry)

    def followed(self, part: dict[str, Any]) -> dict[str, Any]:
        """A part of the document, or what it refers to."""
        while "$ref" in part:
            _, _, kind, name = part["$ref"].split("/")
            part = self.document["components"][kind][name]
        return part


def pointer(path: str, method: str) -> str:
    """The JSON pointer of an operation: #/paths/~1customers/get"""
    return f"#/paths/{path.replace('~', '~0').replace('/', '~1')}/{method.lower()}"


def promise_of(surface: Surface) -> Promise:
    """Made once for each URL conf and address of the site, because tests change both."""
    return _promise(surface.name, settings.ROOT_URLCONF, settings.BASE_URL)


def broken_promises(answer: Answer) -> list[str]:
    """One sentence for each way in which an answer below /api/ differs from the document; none for a good one."""
    surface = surface_of(answer.path)
    if surface is None or _is_document(answer):
        return []
    promise = promise_of(surface)
    if answer.method == "HEAD":
        # Any server takes the body off, and no endpoint declares HEAD.
        return _request_id_problems(answer)
    found = None if answer.simulated else promise.operation(answer)
    own = _unknown_endpoint(surface, answer) if found is None else _known_endpoint(promise, *found, answer)
    return [*_request_id_problems(answer), *own]


def _known_endpoint(promise: Promise, place: str, operation: Mapping[str, Any], answer: Answer) -> Iterator[str]:
    declared = operation["responses"].get(str(answer.status))
    if declared is None:
        yield f"status {answer.status} is not documented"
        return
    for name, header in declared["headers"].items():
        if promise.followed(header).get("required") and answer.header(name) is None:
            yield f"the header {name} is missing"
    if answer.status < 400 and operation["security"] and answer.header("RateLimit") is None:
        yield "an admitted request was not told its RateLimit"
    if answer.status == HTTPStatus.NOT_MODIFIED:
        yield from _unchanged(answer)
        return
    if answer.status < 300 and "304" in operation["responses"] and answer.header("ETag") is None:
        yield "what was read has no ETag"
    value = yield from _json(answer)
    yield from _fixed_fields(promise.surface, answer, value)
    if answer.status >= 400 and _code(value) not in operation["x-error-codes"]:
        yield f"{_code(value)!r} is none of the operation's codes"
    yield from promise.errors(place, answer.status, value)
    yield from _refusal(promise.surface, answer, value)
    yield from _meta(promise.surface, answer, value)


def _meta(surface: Surface, answer: Answer, value: Any) -> Iterator[str]:
    """What is next to ``data`` names the request that got it, a replay like any other."""
    parts = value if answer.status < 400 and isinstance(value, dict) else {}
    for name in surface.beside_data.keys() & parts.keys():
        if value[name].get("requestId") != answer.header("X-Request-Id"):
            yield f"requestId of {name} differs from X-Request-Id"


def _fixed_fields(surface: Surface, answer: Answer, value: Any) -> Iterator[str]:
    """What the schema says in words alone: ``success`` has one value."""
    fixed = surface.success_envelope if answer.status < 400 else surface.envelope
    for name, expected in fixed.items():
        if isinstance(value, dict) and value.get(name) is not expected:
            yield f"{name} is {value.get(name)!r}, not {expected}"


def _unchanged(answer: Answer) -> Iterator[str]:
    """A 304 has no body and nothing that describes one; it repeats the ETag that was named."""
    if answer.body:
        yield f"a 304 has a body: {answer.body[:80]!r}"
    for name in ("Content-Type", "Content-Length"):
        if answer.header(name) is not None:
            yield f"a 304 has the header {name}"
    if answer.header("ETag") is None:
        yield "a 304 has no ETag"


def _unknown_endpoint(surface: Surface, answer: Answer) -> Iterator[str]:
    """No operation speaks for this: only a refusal is possible, and any published code whose status it is."""
    value = yield from _json(answer)
    if answer.status < 400:
        yield f"status {answer.status} came from a route that no document lists"
        return
    entry = catalogue_for(surface).get(_code(value))
    if entry is None:
        yield f"{_code(value)!r} is no code of the {surface.name} surface"
    else:
        yield from _fixed_fields(surface, answer, value)
        yield from _errors(closed(refusal_schema(surface, error_schema(entry))), value, Registry())
        yield from _refusal(surface, answer, value)


def _refusal(surface: Surface, answer: Answer, value: Any) -> Iterator[str]:
    """What ties a refusal together: its status, its page, its request id."""
    if answer.status < 400 or (entry := catalogue_for(surface).get(_code(value))) is None:
        return
    if entry.status != answer.status:
        yield f"{entry.code} came with status {answer.status}, not {entry.status}"
    if value["error"].get("docs") != docs_link(surface, entry.code, value["error"].get("requestId", "")):
        yield f"docs is {value['error'].get('docs')}, not the page of {entry.code}"
    if value["error"].get("requestId") != answer.header("X-Request-Id"):
        yield "requestId differs from X-Request-Id"
    if answer.status == 401 and not (answer.header("WWW-Authenticate") or "").startswith("Bearer "):
        yield "a 401 has no WWW-Authenticate"


def _request_id_problems(answer: Answer) -> list[str]:
    sent, first = answer.header("X-Request-Id"), answer.header("Original-Request-Id")
    wrong = [] if has_shape(sent or "", "req") else [f"X-Request-Id is {sent!r}"]
    replayed = answer.header("Idempotent-Replayed") is not None
    if has_shape(first or "", "req") is not replayed or (replayed and first == sent):
        wrong.append(f"Original-Request-Id is {first!r} next to X-Request-Id {sent!r}")
    return wrong


def _json(answer: Answer) -> Any:
    """A generator that returns the body's value; what isn't JSON is reported, and counts as null."""
    if answer.header("Content-Type") != "application/json":
        yield f"Content-Type is {answer.header('Content-Type')!r}"
    try:
        return json.loads(answer.body)
    except ValueError:
        yield f"the body is not JSON: {answer.body[:80]!r}"
        return None


def _code(value: Any) -> str:
    error = value.get("error") if isinstance(value, dict) else None
    return str(error.get("code", "")) if isinstance(error, dict) else ""


def _errors(schema: Schema, value: Any, registry: "Registry[Schema]") -> Iterator[str]:
    checker = Draft202012Validator(schema, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for error in checker.iter_errors(value):
        yield f"{error.json_path}: {error.message}"
        for inner in error.context or []:
            yield f"    {inner.json_path}: {inner.message}"


def _route(path: str) -> str | None:
    try:
        return resolve(path).route
    except Resolver404:
        return None


def _is_document(answer: Answer) -> bool:
    """True for the OpenAPI document itself, which no document describes."""
    try:
        return answer.status < 400 and resolve(answer.path).func is document
    except Resolver404:
        return False


@cache
def _promise(surface_name: str, urlconf: str, base_url: str) -> Promise:
    return Promise(SURFACES[surface_name])
