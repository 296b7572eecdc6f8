"""A surface's whole catalogue as one Markdown text: to keep in a repository, or to hand to a model."""

from collections.abc import Iterator

from django.conf import settings

from errors_docs.catalogue import Area, Entry
from errors_docs.catalogues import catalogue_for
from errors_docs.detail_fields import detail_fields, details_schema
from errors_docs.example import ExampleAnswer, example_answer, indented
from errors_docs.reach import Reach, reach
from errors_docs.retries import policies_in_use
from errors_docs.surfaces import Surface


def catalogue_markdown(surface: Surface) -> str:
    """The table of all codes, when to retry, then every code with its sections. Ends with a newline."""
    catalogue = catalogue_for(surface)
    blocks = [
        f"# {surface.title}: error codes",
        f"Base URL: `{settings.BASE_URL}{surface.base_path}`",
        f"The same as JSON: {settings.BASE_URL}{surface.docs_path}/errors.json",
        "Every refusal has this shape. Branch on `error.code`, never on `error.message`.",
        _fenced("json", indented({**surface.envelope, "error": _outline()})),
        _index(surface),
        "## When to retry",
        "\n".join(_retry_rows(surface)),
    ]
    for area, entries in catalogue.by_area().items():
        blocks.append(f"## {area.value}")
        blocks += [block for entry in entries for block in _entry(surface, entry)]
    return "\n\n".join(blocks) + "\n"


def _outline() -> dict[str, str]:
    return {
        "code": "one of the codes below",
        "message": "a sentence for people",
        "details": "an object or array, where the code has one",
        "docs": "the page of this very code",
        "requestId": "quote it to the operator",
    }


def _index(surface: Surface) -> str:
    rows = ["| code | status | when | retry |", "| --- | --- | --- | --- |"]
    for area, entries in catalogue_for(surface).by_area().items():
        rows += [_index_row(entry, area) for entry in entries]
    return "\n".join(rows)


def _index_row(entry: Entry, area: Area) -> str:
    return f"| [`{entry.code}`](#{_anchor(entry)}) | {entry.status} | {entry.when} | {entry.retry.value} |"


def _retry_rows(surface: Surface) -> Iterator[str]:
    yield "| retry | what to do | codes |"
    yield "| --- | --- | --- |"
    for row in policies_in_use(catalogue_for(surface)):
        codes = ", ".join(f"`{entry.code}`" for entry in row.entries)
        yield f"| {row.policy.label} | {row.policy.advice} | {codes} |"


def _entry(surface: Surface, entry: Entry) -> Iterator[str]:
    example = example_answer(surface, entry)
    yield f"### {entry.code}"
    yield f"**{entry.status} · {entry.title}.** {entry.when}"
    yield f"**Why.** {entry.why}"
    yield "**Check first**\n\n" + "\n".join(f"- {sentence}" for sentence in entry.check)
    yield "**Fix**\n\n" + "\n".join(f"{number}. {sentence}" for number, sentence in enumerate(entry.fix, 1))
    yield f"**Retry: {entry.retry.value}.** {entry.retry_advice}"
    yield f"**Charged?** {entry.charged}"
    yield _fenced("http", _wire(example))
    if entry.details is not None:
        yield _details(entry, example)
    if entry.reasons:
        yield _reasons(entry)
    yield f"**Endpoints.** {_endpoints(reach(surface, entry))}"
    yield "**Related.** " + ", ".join(f"[`{code}`](#{code.lower()})" for code in entry.related)


def _wire(example: ExampleAnswer) -> str:
    headers = "\n".join(f"{name}: {value}" for name, value in example.headers.items())
    return f"{example.status_line}\n{headers}\n\n{example.body}"


def _details(entry: Entry, example: ExampleAnswer) -> str:
    schema = details_schema(entry)
    assert schema is not None  # only called for a code with details
    rows = ["| field of `details` | type | in the example |", "| --- | --- | --- |"]
    for field in detail_fields(schema, example.details):
        kind = field.type if field.required else f"{field.type}, optional"
        rows.append(f"| `{field.path}` | {kind} | `{field.example}` |")
    return "\n".join(rows)


def _reasons(entry: Entry) -> str:
    rows = ["| `details.reason` | message |", "| --- | --- |"]
    rows += [f"| `{reason}` | {message.text} |" for reason, message in entry.reasons_in().items()]
    return "\n".join(rows)


def _endpoints(found: Reach) -> str:
    if found.summary:
        return found.summary
    return ", ".join(f"`{endpoint.method} {endpoint.path}`" for endpoint in found.endpoints)


def _anchor(entry: Entry) -> str:
    return entry.code.lower()


def _fenced(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```"
