"""A body that comes in chunks, without a Content-Length, is judged like any other."""

from tests.input.sending import JSON, PARTNER, WORKSPACE, Sender
from tests.state import nothing_moves

#: Methods, with what follows the path of a customer, that take no body.
UNREAD = [("DELETE", ""), ("POST", "/suspend"), ("POST", "/reactivate"), ("GET", "")]


def test_a_field_where_no_body_is_taken_is_refused_by_name(sender: Sender) -> None:
    with nothing_moves():
        for method, rest in UNREAD:
            for headers in ((sender.key, JSON), (sender.key,)):
                refused = sender.send_chunked(method, sender.path + rest, b'{"dryRun": true}', *headers)
                assert (refused.status, refused.json["error"]["code"]) == (400, "VALIDATION_FAILED")
                (problem,) = refused.json["error"]["details"]
                assert (problem["field"], problem["code"]) == ("dryRun", "unknown_field")


def test_what_is_no_json_is_refused_where_no_body_is_taken(sender: Sender) -> None:
    with nothing_moves():
        for method, rest in UNREAD:
            refused = sender.send_chunked(method, sender.path + rest, b"{not json", sender.key, JSON)
            (problem,) = refused.json["error"]["details"]
            assert (refused.status, problem["code"]) == (400, "invalid_json")


def test_a_form_and_a_compressed_body_are_refused(sender: Sender) -> None:
    form = "Content-Type: application/x-www-form-urlencoded"
    with nothing_moves():
        refused = sender.send_chunked("POST", f"{sender.path}/suspend", b"dryRun=true", sender.key, form)
        assert refused.json["error"]["details"][0]["code"] == "unexpected_body"
        refused = sender.send_chunked("DELETE", sender.path, b"{}", sender.key, "Content-Encoding: gzip")
        assert (refused.status, refused.json["error"]["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_the_workspace_api_judges_it_as_well(sender: Sender) -> None:
    key = f"X-API-Key: {sender.workspace_key}"
    refused = sender.send_chunked("POST", f"{WORKSPACE}/mcp/credits", b'{"idea": "x"}', key, JSON)
    assert (refused.status, refused.json["error"]["code"]) == (400, "invalid_input")
    assert refused.json["error"]["details"][0]["field"] == "idea"


def test_no_chunk_at_all_or_an_empty_object_is_no_body(sender: Sender) -> None:
    for body in (b"", b"{}", b" { } \n"):
        assert sender.send_chunked("GET", sender.path, body, sender.key, JSON).status == 200
    assert sender.send_chunked("POST", f"{sender.path}/suspend", b"{}", sender.key, JSON).status == 200


def test_a_body_that_is_taken_is_read(sender: Sender) -> None:
    order = b'{"email": "ada@example.com", "planId": "%s"}' % sender.seller.plan.slug.encode()
    made = sender.send_chunked("POST", f"{PARTNER}/customers", order, sender.key, JSON)
    assert (made.status, made.json["data"]["email"]) == (201, "ada@example.com")
