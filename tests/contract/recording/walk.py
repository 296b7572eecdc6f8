"""Calls of operations by their ids, with the bodies that the document shows; each first good answer is recorded."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from api.openapi.path_parameters import PATH_PARAMETERS
from api.operations import JSON
from errors_docs.surfaces import Surface
from tests.contract.answers import promise_of
from tests.contract.recording.settled import Settled
from tests.imaging.documents import pdf
from tests.lifecycle.clock import Clock


@dataclass
class Walk:
    """One caller on one surface. ``answers`` by operation and status, ``events`` by type."""

    surface: Surface
    key: str
    clock: Clock
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    events: dict[str, Any] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    #: Of the latest answer.
    request_id: str = ""

    def __post_init__(self) -> None:
        self.settled = Settled(lambda: self.clock.time)

    def know(self, variable: str, value: str) -> None:
        """What a variable of paths stands for from now on; the documents call the first by their own example."""
        self.ids[variable] = value
        if PATH_PARAMETERS[variable].example not in self.settled.names.values():
            self.settled.names[value] = PATH_PARAMETERS[variable].example

    def call(
        self, operation_id: str, query: str = "", *, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        """The answer of an operation, which is good, as JSON data. Without a body it sends the documented one."""
        path, method, operation = self._operation(operation_id)
        if method != "get":
            # What only reads takes no time, so that one more of it changes no other example.
            self.clock.move(seconds=7)
        sent = _sent(operation, body)
        answer = getattr(Client(), method)(self._filled(path) + query, headers=self._headers(headers), **sent)
        assert answer.status_code < 300, answer.content
        value = json.loads(answer.content)
        self.request_id = answer.headers["X-Request-Id"]
        self.answers.setdefault(operation_id, {}).setdefault(str(answer.status_code), self.settled(value))
        return value

    def hear(self, event: Mapping[str, Any]) -> None:
        """Records an event as it is posted."""
        self.events.setdefault(event["event"], self.settled(event))

    def wait(self, **duration: float) -> None:
        """Lets time pass, named as timedelta names it."""
        self.clock.move(**duration)

    def _operation(self, operation_id: str) -> tuple[str, str, Mapping[str, Any]]:
        for path, methods in promise_of(self.surface).document["paths"].items():
            for method, operation in methods.items():
                if operation["operationId"] == operation_id:
                    return path, method, operation
        raise LookupError(operation_id)

    def _filled(self, path: str) -> str:
        for variable, parameter in PATH_PARAMETERS.items():
            path = path.replace(f"{{{variable}}}", self.ids.get(variable, parameter.example))
        return self.surface.base_path + path

    def _headers(self, more: Mapping[str, str] | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}", **(more or {})}


def _sent(operation: Mapping[str, Any], body: Any) -> dict[str, Any]:
    """How the test client is told the body: the documented example unless another is given. A file is a PDF."""
    for kind, described in operation.get("requestBody", {}).get("content", {}).items():
        chosen = described["example"] if body is None else body
        if kind == JSON:
            return {"data": chosen, "content_type": kind}
        return {"data": {**chosen, "file": SimpleUploadedFile(chosen["file"], pdf(), "application/pdf")}}
    return {}
