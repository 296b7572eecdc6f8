"""However much is wrong with an input, the refusal is short, and is no burden where it is kept for retries."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import pytest
from django.test import Client

from errors_docs.exceptions.request import LARGEST_PROBLEMS, MOST_PROBLEMS
from partners.models import IdempotentAnswer
from tests.factories import make_seller
from tests.generation.workspace import IDEA, make_shop
from tests.input.sending import PARTNER, WORKSPACE, Sender
from tests.state import nothing_moves

#: Bytes of the whole response. The message repeats the first problem.
LARGEST: Final = 20 * 1024
Send = Callable[[str, str, bytes], Any]

#: Names of fields that don't exist, each for a body of several hundred kilobytes.
NAMES: Final[Mapping[str, list[str]]] = {
    "many": [f"field{number}" for number in range(60_000)],
    "long": [f"{number}" * 5_000 for number in range(10, 60)],
    "one very long": ["x" * 500_000],
    "beyond ASCII": [chr(0x1F600 + number) * 2_000 for number in range(60)],
    "controls": [f"{number}" + '\x01\u2028\\"' * 500 for number in range(200)],
    "almost right": [f"plan{number}Id" for number in range(3_000)],
}
#: Values of a field that takes something else.
VALUES: Final[Mapping[str, Any]] = {
    "deep objects": json.loads('{"a":' * 500 + "1" + "}" * 500),
    "deep lists": json.loads("[" * 900 + "]" * 900),
    "many elements": [0] * 60_000,
    "many wrong elements": [{"x" * 50: 1}] * 8_000,
    "many texts": ["customer.nothing"] * 30_000,
    "a long text": "x" * 900_000,
    "a long number": 10**4000,
}
FIELDS: Final = {
    ("POST", f"{PARTNER}/customers"): ("seats", "addOns"),
    ("POST", f"{PARTNER}/webhooks"): ("events",),
    ("POST", f"{WORKSPACE}/mcp/generate/features"): ("research",),
}


def bodies(fields: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Every kind of too much: at the top, and in the place of each field."""
    for names in NAMES.values():
        unknown: dict[str, Any] = dict.fromkeys(names, 1)
        yield unknown
        yield from ({name: unknown} for name in fields)
    yield from ({name: value} for value in VALUES.values() for name in fields)


def refusal_of(answer: Any, kind: str) -> dict[str, Any]:
    """The error of a short refusal with bounded details."""
    error: dict[str, Any] = answer.json()["error"]
    assert (answer.status_code, len(answer.content) < LARGEST) == (400, True), kind
    assert 1 <= len(error["details"]) <= MOST_PROBLEMS
    assert len(json.dumps(error["details"], ensure_ascii=False).encode()) <= LARGEST_PROBLEMS + 2
    return error


@pytest.fixture
def send(transactional_db: None) -> Send:
    """Sends a body with an Idempotency-Key that is new each time."""
    keys = {PARTNER: make_seller(requests_per_minute=100_000).key, WORKSPACE: make_shop().key}
    numbers = iter(range(1_000_000))

    def sending(method: str, path: str, body: bytes) -> Any:
        key = next(key for base, key in keys.items() if path.startswith(base))
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": f"{next(numbers)}"}
        return Client().generic(method, path, body, content_type="application/json", headers=headers)

    return sending


@pytest.mark.parametrize(("method", "path"), FIELDS)
def test_a_refusal_of_too_much_is_short_and_so_is_what_is_kept_of_it(send: Send, method: str, path: str) -> None:
    with nothing_moves():
        for body in map(json.dumps, bodies(FIELDS[method, path])):
            refusal_of(send(method, path, body.encode()), body[:100])
    # Where an operation answers a secret, all that is kept is encrypted, which makes it a third longer.
    assert all(len(kept.body) < 2 * LARGEST for kept in IdempotentAnswer.objects.all())


def test_more_problems_than_are_told_are_said_to_be_there(send: Send) -> None:
    for path in (f"{PARTNER}/customers", f"{WORKSPACE}/mcp/generate/features"):
        for names in ("many", "beyond ASCII"):
            body = json.dumps(dict.fromkeys(NAMES[names], 1)).encode()
            error = refusal_of(send("POST", path, body), names)
            assert error["message"].endswith(f" (and at least {len(error['details'])} more)")


@pytest.mark.parametrize("path", [f"{PARTNER}/customers", f"{WORKSPACE}/mcp/generations"])
def test_a_query_with_too_much_is_refused_in_few_words(send: Send, path: str) -> None:
    long = "&".join(f"{number}{'x' * 300}=1" for number in range(20))
    for query in ("&".join(f"f{number}=1" for number in range(900)), long, "%F0%9F%98%80" * 500 + "=1"):
        refusal_of(send("GET", f"{path}?{query}", b""), query[:40])
    refused = refusal_of(send("GET", f"{path}?" + "a=1&" * 1001, b""), "parameters")
    assert refused["details"][0]["message"] == "The query string has more than 1000 parameters."


def test_a_refusal_that_names_what_was_sent_names_it_in_short(send: Send) -> None:
    long = "x" * 7_000
    for method, path, body in (
        ("GET", f"{PARTNER}/{long}", b""),
        ("GET", f"{PARTNER}/customers/{long}", b""),
        ("GET", f"{PARTNER}/plans/{long}", b""),
        ("GET", f"{PARTNER}/errors/{long}", b""),
        ("GET", f"{WORKSPACE}/{long}", b""),
        ("GET", f"{WORKSPACE}/mcp/generations/{long}", b""),
        ("GET", f"{PARTNER}/customers?status={long}", b""),
        ("GET", f"{PARTNER}/customers?cursor={long}", b""),
        ("POST", f"{PARTNER}/customers", json.dumps({"email": "a@example.com", "planId": long}).encode()),
        ("POST", f"{WORKSPACE}/mcp/generate/{long}", b"{}"),
    ):
        answer = send(method, path, body)
        assert (answer.status_code in (400, 404), len(answer.content) < 2_000) == (True, True), (method, path[:60])


def message(arguments: Any) -> bytes:
    """A call of a tool with these arguments."""
    params = {"name": "features", "arguments": arguments}
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}).encode()


def test_a_call_over_mcp_is_refused_as_shortly(sender: Sender) -> None:
    headers = {"X_API_Key": sender.workspace_key, "Content_Type": "application/json"}
    headers["Accept"] = "application/json, text/event-stream"
    arguments: list[dict[str, Any]] = [dict.fromkeys(names, 1) for names in NAMES.values()]
    arguments += [{"idea": IDEA, "research": value} for kind, value in VALUES.items() if "deep" not in kind]
    with nothing_moves():
        for given in arguments:
            answer = sender.server.call("/mcp", "POST", message(given), **headers)
            data = next(line for line in answer.body.decode().split("\n") if line.startswith("data: {"))
            result = json.loads(data.removeprefix("data: "))["result"]
            error = result["structuredContent"]["error"]
            assert (result["isError"], error["code"]) == (True, "invalid_input")
            assert 1 <= len(error["details"]) <= MOST_PROBLEMS
            assert len(answer.body) < 4 * LARGEST
        for kind in ("deep objects", "deep lists"):
            answer = sender.server.call("/mcp", "POST", message({"research": VALUES[kind]}), **headers)
            assert (answer.status, answer.json["error"]["code"], len(answer.body) < 1_000) == (400, -32700, True)
