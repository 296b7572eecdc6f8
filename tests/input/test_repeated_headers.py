"""A header that means one thing and comes twice is refused, or both are read: one of the two is never dropped."""

import json

from imaging.agents import create_agent
from tests.factories import make_key
from tests.input.sending import JSON, PARTNER, Sender
from tests.server.wire import Answer, request_head
from tests.state import nothing_moves

OTHER = "sk_live_4RhVgF0Xc1bQe7mTzAoLw2PyNk9DsJu6Bv"
ACCOUNT = f"{PARTNER}/account"
CALL = b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "credits", "arguments": {}}}'
BOTH = ("Accept: application/json", "Accept: text/event-stream")
#: An event stream ends with its connection.
CLOSE = "Connection: close"


def refusal(answer: Answer) -> tuple[int, str, str]:
    """(status, code, reason or first problem) of an error."""
    error = answer.json["error"]
    details = error.get("details") or {}
    reason = details[0]["field"] + " " + details[0]["code"] if isinstance(details, list) else details.get("reason", "")
    return answer.status, error["code"], reason


def test_a_key_that_comes_twice_is_no_key(sender: Sender) -> None:
    ours = sender.seller.key
    for name, scheme in (("Authorization", "Bearer "), ("X-API-Key", "")):
        for keys in ((ours, ours), (ours, OTHER), (OTHER, ours)):
            headers = [f"{name}: {scheme}{key}" for key in keys]
            assert refusal(sender.send("GET", ACCOUNT, b"", *headers)) == (401, "INVALID_API_KEY", "sent_twice")


def test_another_scheme_next_to_the_key_is_refused(sender: Sender) -> None:
    basic = "Authorization: Basic eDp4"
    refused = refusal(sender.send("GET", ACCOUNT, b"", basic, sender.key))
    assert refused == (401, "UNAUTHENTICATED", "basic_auth")
    assert refusal(sender.send("GET", ACCOUNT, b"", sender.key, basic)) == (401, "INVALID_API_KEY", "sent_twice")


def test_a_header_that_means_one_thing_comes_once(sender: Sender) -> None:
    order = json.dumps({"email": "ada@example.com", "planId": sender.seller.plan.slug}).encode()
    key = f"X-API-Key: {make_key(sender.seller.account, 'test')}"
    with nothing_moves():
        for name, first, second in (
            ("Idempotency-Key", "a", "b"),
            ("Idempotency-Key", "a", "a"),
            ("Content-Type", "application/json", "text/plain"),
            ("Content-Type", "application/json", "application/json"),
            ("X-Simulate-Error", "RATE_LIMIT_EXCEEDED", "RATE_LIMIT_EXCEEDED"),
        ):
            headers = [f"{name}: {first}", f"{name}: {second}", *([] if name == "Content-Type" else [JSON])]
            refused = sender.send("POST", f"{PARTNER}/customers", order, key, *headers)
            assert refusal(refused) == (400, "VALIDATION_FAILED", f"{name} repeated")
            told = "This header was sent more than once: send it once."
            assert refused.json["error"]["message"] == f"The request is not valid: {name}: {told}"


def test_tags_of_if_match_are_one_list_however_many_headers_they_come_in(sender: Sender) -> None:
    """Each of these lists has the ETag of the customer in it, %s."""
    for name, tags in (("Ada", ("%s", '"x"')), ("Eve", ('"x"', "%s")), ("Bob", ('"x", ,%s,',))):
        etag = sender.send("GET", sender.path, b"", sender.key).header("ETag")
        headers = [f"If-Match: {tag}".replace("%s", str(etag)) for tag in tags]
        body = json.dumps({"name": name}).encode()
        assert sender.send("PATCH", sender.path, body, sender.key, JSON, *headers).status == 200
    with nothing_moves():
        others = ('If-Match: "x"', 'If-Match: "y"')
        refused = sender.send("PATCH", sender.path, b'{"name": "Ada"}', sender.key, JSON, *others)
    assert refusal(refused) == (412, "PRECONDITION_FAILED", "")


def test_an_if_match_that_is_no_list_of_tags_is_refused_whole(sender: Sender) -> None:
    with nothing_moves():
        for values in (("*", '"x"'), ('"x"', "y"), ('"x" "y"',), ("x",), ("",), (",",)):
            headers = [f"If-Match: {value}" for value in values]
            refused = sender.send("PATCH", sender.path, b'{"name": "Ada"}', sender.key, JSON, *headers)
            assert refusal(refused) == (400, "VALIDATION_FAILED", "If-Match invalid")


def test_a_length_that_is_not_one_number_ends_the_connection(sender: Sender) -> None:
    with nothing_moves():
        for values in (("2", "3"), ("2, 3",), ("+2",), ("2_0",), ("-2",), ("9" * 30,), ("0x2",), ("",)):
            head = request_head("DELETE", sender.path, sender.key, *(f"Content-Length: {value}" for value in values))
            refused = sender.server.send(head + b"{}")
            assert (refused.status, refused.header("Connection")) == (400, "close")


def test_an_agent_is_told_which_header_came_twice(sender: Sender) -> None:
    token = create_agent(customer=sender.customer, name="CT").token
    ours, other = f"Authorization: Bearer {token}", f"Authorization: Bearer {token[:-1]}"
    for headers in ((ours, other), (other, ours), (ours, ours)):
        refused = sender.send("GET", "/dicomweb/studies", b"", *headers)
        assert (refused.status, refused.body) == (400, b"Authorization was sent more than once: send it once.\n")
    refused = sender.send("GET", "/dicomweb/studies", b"", ours, f"X-API-Key: {token[:-1]}")
    assert refused.body == b"Authorization and X-API-Key carry two different tokens: send one.\n"
    assert sender.send("GET", "/dicomweb/studies", b"", ours, f"X-API-Key: {token}").status == 200
    form = 'Content-Type: multipart/related; type="application/dicom"; boundary=b'
    refused = sender.send("POST", "/dicomweb/studies", b"--b--", ours, form, "Content-Type: text/plain")
    assert (refused.status, refused.body) == (400, b"Content-Type was sent more than once: send it once.\n")


def test_all_that_an_agent_accepts_is_read(sender: Sender) -> None:
    ours = f"Authorization: Bearer {create_agent(customer=sender.customer, name='CT').token}"
    taken = ("Accept: text/plain", "Accept: application/dicom+json")
    for accepted in (taken, taken[::-1]):
        assert sender.send("GET", "/dicomweb/studies", b"", ours, *accepted).status == 200
    assert sender.send("GET", "/dicomweb/studies", b"", ours, "Accept: text/plain").status == 406


def test_mcp_reads_both_of_two_accepts_and_refuses_other_headers_that_come_twice(sender: Sender) -> None:
    key = f"X-API-Key: {sender.workspace_key}"
    for accepted in (BOTH, BOTH[::-1]):
        assert sender.send("POST", "/mcp", CALL, key, JSON, CLOSE, *accepted).status == 200
    for name in ("Content-Type", "MCP-Protocol-Version"):
        twice = [f"{name}: application/json", f"{name}: text/plain", *([] if name == "Content-Type" else [JSON])]
        refused = sender.send("POST", "/mcp", CALL, key, CLOSE, *BOTH, *twice)
        assert (refused.status, refused.json["error"]["message"]) == (
            400,
            f"{name} was sent more than once: send it once.",
        )
    assert refusal(sender.send("POST", "/mcp", CALL, key, key, JSON, *BOTH)) == (401, "malformed_api_key", "sent_twice")
