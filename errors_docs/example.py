"""The example answer of a code: made by the same function that answers live, so it is as it really is."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from errors_docs.catalogue import Entry
from errors_docs.envelope import refusal
from errors_docs.languages import ENGLISH, Language
from errors_docs.surfaces import Surface

#: Stands where a live answer has the id of its own request; it has the shape of one.
EXAMPLE_REQUEST_ID: Final = "req_01k9zq3v5m8x2n7c4b6t1r0hde"


@dataclass(frozen=True)
class ExampleAnswer:
    """A refusal as it goes over the wire."""

    status: int
    headers: Mapping[str, str]
    envelope: Mapping[str, Any]

    @property
    def status_line(self) -> str:
        """HTTP/1.1 404 Not Found"""
        return f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}"

    @property
    def details(self) -> Any:
        """The JSON value of ``error.details``, None where the code carries none."""
        return self.envelope["error"].get("details")

    @property
    def body(self) -> str:
        """The envelope, indented for reading."""
        return indented(self.envelope)


def example_answer(surface: Surface, entry: Entry, language: Language = ENGLISH) -> ExampleAnswer:
    """What the surface answers to the entry's example."""
    live = refusal(surface, entry.example, EXAMPLE_REQUEST_ID, language)
    return ExampleAnswer(live.status, {**live.headers, "X-Request-Id": EXAMPLE_REQUEST_ID}, json.loads(live.body))


def indented(value: Any) -> str:
    """JSON for people: two spaces, text left as it is."""
    return json.dumps(value, indent=2, ensure_ascii=False)
