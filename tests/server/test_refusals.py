"""What the server, Django's handlers and DRF refuse: always the documented envelope, never HTML."""

import socket

import pytest

from tests.server.running import TEST, Running
from tests.server.wire import Answer, read_answer, request_head

LARGE = b"x" * 30_000_000
LIMIT = 2 * 1024 * 1024
ACCOUNT = "/api/partner/v1/account"


def assert_envelope(answer: Answer, status: int, code: str) -> None:
    """The partner surface's envelope with this code, whose requestId is the header's."""
    assert (answer.status, answer.header("Content-Type")) == (status, "application/json")
    assert answer.json["success"] is False
    error = answer.json["error"]
    assert error["code"] == code
    assert error["docs"] == f"http://localhost:8000/docs/partner/errors/{code}?request={error['requestId']}"
    assert error["requestId"] == answer.header("X-Request-Id")
    assert error["requestId"].startswith("req_")


def test_an_unknown_route_is_refused_in_the_envelope(server: Running) -> None:
    assert_envelope(server.call("/api/partner/v1/nothing-here"), 404, "ENDPOINT_NOT_FOUND")


def test_a_mistyped_base_path_is_refused_in_the_partner_envelope(server: Running) -> None:
    assert_envelope(server.call("/api/v7/account"), 404, "ENDPOINT_NOT_FOUND")


def test_an_unknown_route_of_the_workspace_is_refused_in_its_envelope(server: Running) -> None:
    answer = server.call("/api/v1/nothing-here")
    assert answer.status == 404
    assert list(answer.json) == ["error"]
    assert answer.json["error"]["requestId"] == answer.header("X-Request-Id")


def test_a_wrong_method_is_refused_with_the_right_ones(server: Running) -> None:
    answer = server.call(ACCOUNT, "PUT", b"{}", Content_Type="application/json")
    assert_envelope(answer, 405, "METHOD_NOT_ALLOWED")
    assert answer.header("Allow") == "GET, HEAD"


def test_a_foreign_host_is_refused_in_the_envelope(server: Running) -> None:
    assert_envelope(server.call(ACCOUNT, Host="evil.example"), 400, "INVALID_HOST")


def test_two_host_headers_are_refused(server: Running) -> None:
    answer = server.send(request_head("GET", ACCOUNT, "Host: evil.example"))
    assert_envelope(answer, 400, "INVALID_HOST")


def test_a_crash_is_refused_in_the_envelope_and_logged_with_its_request_id(server: Running) -> None:
    answer = server.call(TEST + "crash")
    assert_envelope(answer, 500, "INTERNAL_ERROR")
    crashes = server.lines(logger="django.request", request_id=answer.header("X-Request-Id"))
    assert len(crashes) == 1
    assert "a crash that the test asked for" in crashes[0]["exc_info"]


def test_a_view_that_raises_systemexit_is_refused_and_its_thread_lives(server: Running) -> None:
    for _ in range(5):
        assert_envelope(server.call(TEST + "leave"), 500, "INTERNAL_ERROR")
    assert server.call(TEST + "cookies").status == 200


@pytest.mark.parametrize("expect", [["Expect: 100-continue"], []], ids=["asks first", "sends at once"])
def test_a_body_of_30_mb_is_refused_by_its_announced_length(server: Running, expect: list[str]) -> None:
    head = request_head("POST", TEST + "echo", f"Content-Length: {len(LARGE)}", *expect)
    connection = server.connect(head + (b"" if expect else LARGE))
    answer = read_answer(connection)
    assert_envelope(answer, 413, "REQUEST_TOO_LARGE")
    assert answer.json["error"]["details"] == {"limitBytes": LIMIT}
    assert answer.header("Connection") == "close"


def test_a_chunked_body_of_30_mb_is_refused_and_its_client_reads_the_refusal(server: Running) -> None:
    head = request_head("POST", TEST + "echo", "Transfer-Encoding: chunked")
    connection = server.connect(head)
    for start in range(0, len(LARGE), 1_000_000):
        connection.sendall(b"f4240\r\n" + LARGE[start : start + 1_000_000] + b"\r\n")
    connection.sendall(b"0\r\n\r\n")
    assert_envelope(read_answer(connection), 413, "REQUEST_TOO_LARGE")


def test_a_body_of_the_largest_size_is_taken(server: Running) -> None:
    answer = server.call(TEST + "echo", "POST", b"x" * LIMIT, Content_Type="text/plain")
    assert answer.json["CONTENT_LENGTH"] == str(LIMIT)


def test_what_the_server_refuses_before_django_is_told_in_the_callers_language(server: Running) -> None:
    answer = server.call(TEST + "echo", "POST", b"x" * (LIMIT + 1), Accept_Language="de")
    assert_envelope(answer, 413, "REQUEST_TOO_LARGE")
    assert answer.header("Content-Language") == "de"
    expected = "Der Body hat mehr als 2097152 Bytes; mehr nimmt dieser Endpunkt nicht an."
    assert answer.json["error"]["message"] == expected


def test_a_large_body_for_a_page_is_refused_in_plain_words(server: Running) -> None:
    answer = server.call("/docs/", "POST", b"x" * (LIMIT + 1))
    assert answer.status == 413
    assert answer.header("Content-Type") == "text/plain; charset=utf-8"
    assert f"Request id: {answer.header('X-Request-Id')}" in answer.body.decode()


def test_a_refusal_by_the_server_is_in_the_access_log(server: Running) -> None:
    answer = server.call(TEST + "echo", "POST", b"x" * (LIMIT + 1))
    (line,) = server.lines(logger="tollgate.access", request_id=answer.header("X-Request-Id"))
    assert (line["method"], line["status"], line["code"]) == ("POST", 413, "REQUEST_TOO_LARGE")
    assert line["address"] == "127.0.0.1"
    assert line["duration_ms"] > 0


def test_a_body_with_two_lengths_is_refused(server: Running) -> None:
    head = request_head("POST", TEST + "echo", "Content-Length: 3", "Content-Length: 30")
    assert server.send(head + b"abc").status == 400


def test_what_follows_a_chunked_body_with_a_length_is_never_a_second_request(server: Running) -> None:
    smuggled = request_head("GET", TEST + "crash")
    head = request_head("POST", TEST + "echo", f"Content-Length: {5 + len(smuggled)}", "Transfer-Encoding: chunked")
    connection = server.connect(head + b"0\r\n\r\n" + smuggled)
    answer = read_answer(connection)
    assert (answer.json["body"], answer.header("Connection")) == ("", "close")
    assert connection.recv(1) == b""


@pytest.mark.parametrize("rest", [b"5\r\nabc", b"no length\r\nabc"], ids=["too short", "no chunk"])
def test_a_body_that_breaks_off_is_refused(server: Running, rest: bytes) -> None:
    connection = server.connect(request_head("POST", TEST + "echo", "Transfer-Encoding: chunked") + rest)
    connection.shutdown(socket.SHUT_WR)
    answer = read_answer(connection)
    assert_envelope(answer, 400, "VALIDATION_FAILED")
    assert answer.json["error"]["details"][0]["message"] == "The body ended before it was complete."


def test_an_encoding_that_is_not_chunked_is_refused(server: Running) -> None:
    head = request_head("POST", TEST + "echo", "Transfer-Encoding: chunked, identity")
    assert server.send(head + b"0\r\n\r\n").status == 400
