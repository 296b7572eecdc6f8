"""No endpoint of either API fails, whatever is in the place of an id, a query parameter, a field or a header."""

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.test import Client

from api.operations import Operation, operation_of
from errors_docs.jsonform import camel
from partners.models import RateWindow
from tests.hostile.everything import Everything
from tests.hostile.routes import IDS, VALUES, Route, below, every, steps

METHODS: Final = ("get", "post", "put", "patch", "delete")
FIELDS: Final[tuple[Any, ...]] = (
    *(
        "\0",
        10**30,
        None,
        {"\0": "\0"},
        True,
        0,
        -1,
        -(10**30),
        1e300,
        0.5,
        "",
        "a\0b",
        "\u202e",
        "x" * 100_000,
        "9" * 30,
    ),
    *([], ["\0"], [[]] * 100, {}, {"a": {"b": {}}}, "0000-00-00T00:00:00Z", "9999-12-31T23:59:59-23:00"),
)
HEADERS: Final = (
    "idempotency-key",
    "x-request-id",
    "accept-language",
    "x-simulate-error",
    "accept",
    "prefer",
    "if-match",
)


def operations() -> Iterator[tuple[Route, str, Operation]]:
    """Every operation of both surfaces, with its route and method."""
    for route in below("api/"):
        view: Any = getattr(route.view, "cls", getattr(route.view, "view_class", None))
        for method in METHODS:
            declared = operation_of(getattr(view, method, None))
            if declared is not None:
                yield route, method, declared


class Caller:
    """Sends requests of a partner or a workspace, whichever the path is for; notes those that end in a crash."""

    def __init__(self, everything: Everything) -> None:
        self.everything = everything
        self.crashes: list[tuple[str, str, Any]] = []
        self._client = Client(raise_request_exception=False)

    def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> None:
        """One request."""
        RateWindow.objects.all().delete()
        ours = self.everything
        key = ours.partner_key if path.startswith("/api/partner/") else ours.workspace_key
        given = {"Authorization": f"Bearer {key}", **headers}
        content_type = "application/json" if body else ""
        answer = self._client.generic(method.upper(), path, body, content_type=content_type, headers=given)
        if answer.status_code >= 500 or answer.status_code in (401, 429):
            self.crashes.append((method, path[:120], answer.status_code))


@pytest.fixture
def caller(everything: Everything) -> Caller:
    return Caller(everything)


def example_of(operation: Operation) -> dict[str, Any]:
    """The documented body of an operation that takes one."""
    return dict(getattr(operation.body, "example", None) or {})


@pytest.mark.parametrize("step", steps(53, 5))
def test_no_endpoint_fails_whatever_is_in_the_place_of_an_id(everything: Everything, caller: Caller, step: int) -> None:
    walk = [
        (method, path, json.dumps(example_of(declared)).encode() if declared.body else b"")
        for route, method, declared in operations()
        for value in IDS
        for path in route.paths(everything.ids, value)
    ]
    for each in every(step, walk):
        caller.send(*each)
    assert caller.crashes == []


@pytest.mark.parametrize("step", steps(53, 5))
def test_no_endpoint_fails_whatever_its_query_says(everything: Everything, caller: Caller, step: int) -> None:
    walk = [
        (method, f"{route.path(everything.ids)}?{name}={value}")
        for route, method, declared in operations()
        for name in (declared.query().fields if declared.query else ())  # type: ignore[attr-defined]  # a serializer
        for value in VALUES
    ]
    for each in every(step, walk):
        caller.send(*each)
    assert caller.crashes == []


def test_no_endpoint_fails_whatever_a_header_says(everything: Everything, caller: Caller) -> None:
    route, method, _ = next(each for each in operations() if each[1] == "post")
    for name in HEADERS:
        for value in ("", "\xff", "%00", "\x7f", "x" * 3000, "a,b", "*;q=9" * 200, "9" * 5000):
            caller.send(method, route.path(everything.ids), b"{}", **{name: value})
    assert caller.crashes == []


@pytest.mark.parametrize("step", steps(53, 7))
def test_no_endpoint_fails_whatever_a_field_says(everything: Everything, caller: Caller, step: int) -> None:
    walk = [
        (method, route.path(everything.ids), {**example_of(declared), camel(name): value})
        for route, method, declared in operations()
        for name in getattr(declared.body, "_declared_fields", None) or getattr(declared.body, "model_fields", {})
        for value in FIELDS
    ]
    for method, path, body in every(step, walk):
        caller.send(method, path, json.dumps(body).encode())
    assert caller.crashes == []
