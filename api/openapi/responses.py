"""The responses of one operation: its answer, and each status with exactly the codes that may come with it."""

from collections.abc import Mapping, Sequence
from typing import Final

from drf_spectacular.drainage import error

from api.openapi.components import HEADERS, Components
from api.openapi.examples import answer_example
from api.openapi.idempotency import takes_key
from api.openapi.pydantic_schemas import Schema
from api.operations import Operation
from errors_docs.catalogue import Entry
from errors_docs.catalogues import catalogue_for
from errors_docs.example import example_answer
from errors_docs.surfaces import Surface

MEDIA_TYPE: Final = "application/json"
#: By status, what an answer besides the operation's own means, and the headers that it has.
ALSO: Final[Mapping[int, tuple[str, Sequence[str]]]] = {
    200: ("What the call would do: nothing was written.", ()),
    202: ("Begun; poll the Location for its result.", ("Location", "Preference-Applied")),
}


def published(surface: Surface, declared: Operation) -> list[Entry]:
    """The entries of an operation's errors, each once, in the catalogue's order.

    An error that the surface doesn't publish is reported: at run time it would be answered as a fault of the server.
    """
    catalogue = catalogue_for(surface)
    found = {}
    for kind in declared.all_errors:
        entry = catalogue.entry_for(kind)
        if entry is None:
            error(f"{declared.summary!r} declares {kind.__name__}, which the {surface.name} surface doesn't publish")
        else:
            found[entry.code] = entry
    return [entry for entry in catalogue if entry.code in found]


def responses(components: Components, name: str, declared: Operation) -> Schema:
    """By status, the answer first. ``name`` is the operation's id."""
    entries = published(components.surface, declared)
    refused = {status: [entry for entry in entries if entry.status == status] for status in _statuses(entries)}
    answers = {declared.status: (declared.answer, declared.meta), **declared.also}
    return {
        **{str(status): _answer(components, name, declared, status, *shapes) for status, shapes in answers.items()},
        **({} if declared.changes else {"304": _unchanged(components, declared)}),
        **{str(status): _refusal(components, declared, grouped) for status, grouped in refused.items()},
    }


def _answer(
    components: Components, name: str, declared: Operation, status: int, shape: type, meta: type | None
) -> Schema:
    words, names = (declared.summary, ()) if status == declared.status else ALSO[status]
    headers = _headers(components, declared, [])
    example = answer_example(components.surface, name, status)
    return {
        "description": words,
        "headers": {**headers, **{name: components.header(name) for name in names}},
        "content": {MEDIA_TYPE: {"schema": components.answer(shape, meta), **example}},
    }


def _unchanged(components: Components, declared: Operation) -> Schema:
    headers = _headers(components, declared, [])
    return {"description": "Unchanged: `If-None-Match` names the present ETag. There is no body.", "headers": headers}


def _refusal(components: Components, declared: Operation, entries: Sequence[Entry]) -> Schema:
    schemas = [components.refusal(entry) for entry in entries]
    return {
        "description": "\n".join(f"- `{entry.code}`: {entry.when}" for entry in entries),
        "headers": _headers(components, declared, entries),
        "content": {
            MEDIA_TYPE: {
                "schema": schemas[0] if len(schemas) == 1 else {"oneOf": schemas},
                "examples": {entry.code: components.example(entry) for entry in entries},
            }
        },
    }


def _headers(components: Components, declared: Operation, entries: Sequence[Entry]) -> Schema:
    """X-Request-Id always, the limit's where requests are counted, and those that every code of a refusal carries.

    Without entries they are those of a good answer.
    """
    carried = [example_answer(components.surface, entry).headers for entry in entries]
    always = {"X-Request-Id"} | ({"RateLimit-Policy", "RateLimit"} if declared.scope is not None else set())
    always |= {"ETag"} if not entries and (declared.conditional or not declared.changes) else set()
    always |= {"Idempotent-Replayed", "Original-Request-Id"} if _may_be_replayed(declared, entries) else set()
    shared = {name for name in HEADERS if carried and all(name in headers for headers in carried)}
    return {name: components.header(name) for name in HEADERS if name in always | shared}


def _may_be_replayed(declared: Operation, entries: Sequence[Entry]) -> bool:
    """Faults of the server are never kept."""
    return takes_key(declared) and all(entry.status < 500 for entry in entries)


def _statuses(entries: Sequence[Entry]) -> list[int]:
    return sorted({entry.status for entry in entries})
