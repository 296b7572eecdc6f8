"""One endpoint of the reference: its address, its sample, and its text as Markdown."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.conf import settings

from api.openapi.endpoints import Endpoint, endpoints
from api.openapi.naming import operation_id, tag
from api.operations import JSON
from errors_docs.catalogue import Entry
from errors_docs.catalogues import catalogue_for
from errors_docs.surfaces import SURFACES, Surface
from portal.guides.call import Call
from portal.guides.directives.calls import FILE, call_of
from portal.guides.directives.catalogue import codes
from portal.guides.directives.operations import answered, declared, good_answer, needs, reference_path, sent
from portal.guides.directives.schema import Schema, resolved
from portal.reference.shown import shown


@dataclass(frozen=True)
class ReferenceEntry:
    """An endpoint as the reference tells of it."""

    surface: Surface
    endpoint: Endpoint

    @property
    def name(self) -> str:
        """The end of its address, which is its operationId: customersCreate."""
        return operation_id(self.endpoint.path, self.endpoint.method, self.endpoint.operation)

    @property
    def url(self) -> str:
        """Where it is read."""
        return reference_path(self.surface, self.endpoint)

    @property
    def markdown_path(self) -> str:
        """Where its text is read as Markdown."""
        return f"{self.url}.md"

    @property
    def title(self) -> str:
        """What it does."""
        return self.endpoint.operation.summary

    @property
    def group(self) -> str:
        """The heading that it stands under."""
        return tag(self.endpoint.path)

    @property
    def takes_key(self) -> bool:
        """False for what anybody may read."""
        return self.endpoint.operation.scope is not None

    @cached_property
    def declared(self) -> Mapping[str, Any]:
        """It in the OpenAPI document."""
        return declared(self.surface, self.endpoint)

    @cached_property
    def description(self) -> str:
        """What it does, in Markdown."""
        return self.endpoint.operation.description or f"{self.title}."

    @property
    def lead(self) -> str:
        """Its first paragraph in one line."""
        first, *_ = self.description.split("\n\n")
        return " ".join(first.split())

    @property
    def body(self) -> tuple[str, Schema, Mapping[str, Any]] | None:
        """Media type, schema and an example of what is sent, None for an endpoint without a body."""
        if "requestBody" not in self.declared:
            return None
        kind, content = next(iter(self.declared["requestBody"]["content"].items()))
        shape, _ = resolved(self.surface, content["schema"])
        return kind, shape, content["example"]

    @property
    def call(self) -> Call:
        """The request that the sample shows."""
        method, path = self.endpoint.method, self.endpoint.path
        if self.body is None:
            return call_of(self.surface, method, path, keyed=self.takes_key)
        kind, shape, example = self.body
        if kind == JSON:
            return call_of(self.surface, method, path, body=example, keyed=self.takes_key)
        files = {name for name, field in shape["properties"].items() if field.get("format") == "binary"}
        form = {name: FILE + value if name in files else str(value) for name, value in example.items()}
        return call_of(self.surface, method, path, form=form, keyed=self.takes_key)

    @property
    def own_codes(self) -> Sequence[Entry]:
        """The codes that this endpoint's own work may end with, beside those that any call may get."""
        catalogue = catalogue_for(self.surface)
        found = [catalogue.entry_for(error) for error in self.endpoint.operation.errors]
        return list(dict.fromkeys(entry for entry in found if entry is not None))

    @property
    def markdown(self) -> str:
        """The whole text; ends with a newline. Never asks the database."""
        return "\n\n".join(self._blocks()) + "\n"

    def _blocks(self) -> Iterator[str]:
        yield f"# {self.title}"
        yield self.description
        yield f"`{self.endpoint.method} {self.surface.base_path}{self.endpoint.path}`"
        yield needs(self.endpoint)
        yield "## Sample"
        yield self.call.markdown
        request = list(sent(self.surface, self.declared))
        if request:
            yield "## Request"
            yield from request
        yield "## Answer"
        yield self._answer()
        yield from answered(self.surface, self.declared)
        yield "## Refusals"
        yield from self._refusals()

    def _answer(self) -> str:
        status, _ = good_answer(self.surface, self.declared)
        example = self.declared["responses"][status]["content"][JSON]["example"]
        return f"```json\n{json.dumps(shown(example), indent=2, ensure_ascii=False)}\n```"

    def _refusals(self) -> Iterator[str]:
        everywhere = f"what [any call may get]({self.surface.docs_path}/errors)"
        if not self.own_codes:
            yield f"Only {everywhere}."
            return
        yield codes(self.surface, " ".join(entry.code for entry in self.own_codes))
        yield f"And {everywhere}."


def entries_of(surface: Surface) -> Sequence[ReferenceEntry]:
    """Every endpoint, in the order of the OpenAPI document's groups. The URL conf is walked once."""
    return _entries(surface.name, settings.ROOT_URLCONF)


@cache
def _entries(surface_name: str, urlconf: str) -> tuple[ReferenceEntry, ...]:
    surface = SURFACES[surface_name]
    found = [ReferenceEntry(surface, endpoint) for endpoint in endpoints(surface)]
    groups = list(dict.fromkeys(entry.group for entry in found))
    return tuple(sorted(found, key=lambda entry: groups.index(entry.group)))


def entry_named(surface: Surface, name: str) -> ReferenceEntry | None:
    """The entry with this end of its address, None if there is none."""
    return next((entry for entry in entries_of(surface) if entry.name == name), None)
