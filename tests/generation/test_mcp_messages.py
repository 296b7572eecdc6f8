"""JSON-RPC messages as clients really send them: each is answered, or refused with an error of JSON-RPC."""

import gzip
import json
from typing import Any

import pytest

from generation.mcp.messages import BadMessage, judged
from tests.generation.serving import Serving
from tests.generation.workspace import IDEA, Shop, make_shop
from tests.server.wire import read_answer, request_head

PING = b'{"jsonrpc":"2.0","id":%s,"method":"ping"}'


def send(serving: Serving, shop: Shop, body: bytes, **headers: str) -> tuple[int, Any]:
    """The status, and the message of the answer; None for an empty one."""
    named = {"X_API_Key": shop.key, "Content_Type": "application/json", **headers}
    answer = serving.server.call("/mcp", "POST", body, Accept="application/json, text/event-stream", **named)
    text = answer.body.decode()
    data = next((line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: {")), text)
    return answer.status, json.loads(data) if data else None


def test_an_id_that_is_a_text_or_a_whole_number_is_answered(serving: Serving) -> None:
    shop = make_shop()
    for sent, answered in ((b"1", 1), (b"1.0", 1), (b"-7", -7), (b'"a"', "a"), (b"0", 0), (b"1e3", 1000)):
        assert send(serving, shop, PING % sent) == (200, {"jsonrpc": "2.0", "id": answered, "result": {}})


def test_what_is_not_one_message_is_refused_and_nothing_is_charged(serving: Serving) -> None:
    shop = make_shop()
    refused = {
        **{PING % sent: (-32600, None) for sent in (b"1.5", b"true", b"null", b"[1]", b"{}", b"1e300", b"9" * 4000)},
        PING % (b'"' + b"x" * 256 + b'"'): (-32600, None),
        b"[" + PING % b"1" + b"]": (-32600, None),
        b"[]": (-32600, None),
        b'"ping"': (-32600, None),
        b'{"id":1,"method":"ping"}': (-32600, 1),
        b'{"jsonrpc":"1.0","id":1,"method":"ping"}': (-32600, 1),
        b'{"jsonrpc":"2.0","id":1}': (-32600, 1),
        b'{"jsonrpc":"2.0","id":1,"method":7}': (-32600, 1),
        b'{"jsonrpc":"2.0","id":1,"method":"ping","params":[1]}': (-32602, 1),
        b'{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}': (-32700, None),
        b'{"jsonrpc":"2.0","id":NaN,"method":"ping"}': (-32700, None),
        b'{"jsonrpc":"2.0","id":"\xff","method":"ping"}': (-32700, None),
        b'{"jsonrpc":"2.0","id":"\\ud800","method":"ping"}': (-32700, None),
        b"[" * 100_000: (-32700, None),
        b"": (-32700, None),
        PING % (b"9" * 5000): (-32700, None),
    }
    for body, (code, message_id) in refused.items():
        status, answer = send(serving, shop, body)
        assert (status, answer["id"], answer["error"]["code"]) == (400, message_id, code), body[:80]
    assert shop.kinds == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"[]", "A request body must be one JSON-RPC message; batches are not supported."),
        (b'"ping"', "The message must be a JSON object."),
        (b'{"id":1,"method":"ping"}', '"jsonrpc" must be "2.0".'),
        (b'{"jsonrpc":"2.0","id":1}', "The message needs a method, or an id with either a result or an error."),
    ],
)
def test_a_message_of_another_form_is_refused_in_words(body: bytes, words: str) -> None:
    with pytest.raises(BadMessage) as refused:
        judged(body)
    assert refused.value.reason == words


def test_an_unknown_method_is_refused_by_its_own_code(serving: Serving) -> None:
    _, answer = send(serving, make_shop(), b'{"jsonrpc":"2.0","id":1,"method":"nothing/here"}')
    assert (answer["id"], answer["error"]["code"]) == (1, -32601)


def test_a_compressed_body_is_refused(serving: Serving) -> None:
    status, answer = send(serving, make_shop(), gzip.compress(PING % b"1"), Content_Encoding="gzip")
    assert (status, answer["error"]["code"]) == (415, -32600)
    assert "gzip" in answer["error"]["message"]


def test_a_notification_is_taken_without_an_answer(serving: Serving) -> None:
    body = b'{"jsonrpc":"2.0","method":"notifications/initialized"}'
    assert send(serving, make_shop(), body) == (202, None)


def test_nul_and_huge_numbers_in_arguments_get_a_documented_refusal(serving: Serving) -> None:
    shop = make_shop()
    for tool, arguments, code in (
        ("research", {"idea": IDEA + "\0"}, "invalid_input"),
        ("research", {"idea": IDEA, "context": "\0"}, "invalid_input"),
        ("research", {"idea": IDEA, "projectId": "prj_\0"}, "invalid_input"),
        ("research", {"idea": IDEA, "\0": 1}, "invalid_input"),
        ("generation", {"generationId": "gen_\0"}, "invalid_input"),
        ("generations", {"projectId": "\0"}, "invalid_input"),
        ("generations", {"tool": "\0"}, "invalid_input"),
        ("generations", {"page": 10**30}, "invalid_input"),
        ("architecture", {"idea": IDEA, "research": {"summary": "\0"}}, "invalid_input"),
    ):
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}
        status, answer = send(serving, shop, json.dumps(call).encode())
        assert (status, answer["result"]["isError"]) == (200, True)
        assert json.loads(answer["result"]["content"][0]["text"])["error"]["code"] == code, arguments
    assert shop.kinds == []


def test_nul_in_the_name_of_a_tool_is_refused(serving: Serving) -> None:
    body = b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a\\u0000","arguments":{}}}'
    _, answer = send(serving, make_shop(), body)
    assert answer["error"]["code"] == -32602


def test_a_message_that_comes_too_late_or_too_long_is_refused_and_nothing_is_charged(serving: Serving) -> None:
    """The server of these tests waits for 2 seconds."""
    shop = make_shop()
    headers = (f"X-API-Key: {shop.key}", "Content-Type: application/json")
    late = read_answer(serving.server.connect(request_head("POST", "/mcp", *headers, "Content-Length: 100") + b"{"))
    assert (late.status, late.json["error"]["code"]) == (408, "request_timeout")
    long = read_answer(serving.server.connect(request_head("POST", "/mcp", *headers, "Content-Length: 9999999")))
    assert (long.status, long.json["error"]["code"]) == (413, -32600)
    assert shop.kinds == []
