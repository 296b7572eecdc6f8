"""How a request looks to Django."""

import pytest

from tests.server.running import TEST, Running
from tests.server.wire import read_answer, request_head

ECHO = TEST + "echo"


def test_the_request_reaches_django_as_it_was_sent(server: Running) -> None:
    answer = server.call(ECHO + "?q=a%20b&q=c", "POST", b'{"a": 1}', Content_Type="application/json", X_Own="yes")
    seen = answer.json
    assert (seen["method"], seen["PATH_INFO"], seen["QUERY_STRING"]) == ("POST", ECHO, "q=a%20b&q=c")
    assert (seen["CONTENT_TYPE"], seen["CONTENT_LENGTH"], seen["body"]) == ("application/json", "8", '{"a": 1}')
    assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]) == ("127.0.0.1", "http")
    assert seen["HTTP_X_OWN"] == "yes"


def test_a_path_is_decoded_to_its_bytes(server: Running) -> None:
    answer = server.send(request_head("GET", "/test%2Fecho"))
    assert answer.json["PATH_INFO"] == "/test/echo"


def test_a_chunked_body_arrives_whole_and_with_its_length(server: Running) -> None:
    head = request_head("POST", ECHO, "Transfer-Encoding: chunked", "Content-Type: text/plain")
    seen = server.send(head + b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n").json
    assert (seen["body"], seen["CONTENT_LENGTH"]) == ("abcde", "5")
    assert "HTTP_TRANSFER_ENCODING" not in seen


def test_a_client_that_asks_whether_to_go_on_is_told_to(server: Running) -> None:
    connection = server.connect(request_head("POST", ECHO, "Content-Length: 3", "Expect: 100-continue"))
    assert connection.recv(1000).startswith(b"HTTP/1.1 100 Continue")
    connection.sendall(b"abc")
    assert read_answer(connection).json["body"] == "abc"


def test_headers_that_come_twice_are_joined(server: Running) -> None:
    seen = server.send(request_head("GET", ECHO, "X-Two: a", "X-Two: b", "Cookie: a=1", "Cookie: b=2")).json
    assert (seen["HTTP_X_TWO"], seen["HTTP_COOKIE"]) == ("a,b", "a=1; b=2")


def test_a_header_with_an_underscore_does_not_pass_for_one_with_a_hyphen(server: Running) -> None:
    seen = server.send(request_head("GET", ECHO, "X_Api_Key: stolen", "X-Api-Key: mine")).json
    assert seen["HTTP_X_API_KEY"] == "mine"
    assert "HTTP_X_API_KEY" not in server.send(request_head("GET", ECHO, "X_Api_Key: stolen")).json


def test_several_requests_share_a_connection(server: Running) -> None:
    connection = server.connect()
    for number in range(3):
        connection.sendall(request_head("POST", ECHO, "Content-Length: 1") + str(number).encode())
        assert read_answer(connection).json["body"] == str(number)


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_request_without_a_body_has_an_empty_one(server: Running, method: str) -> None:
    seen = server.send(request_head(method, ECHO)).json
    assert (seen["method"], seen["body"], seen["CONTENT_LENGTH"]) == (method, "", "0")


def test_each_request_has_an_id_of_its_own_that_a_client_cannot_choose(server: Running) -> None:
    ids = {server.call(ECHO, X_Request_Id="req_mine").header("X-Request-Id") for _ in range(3)}
    assert len(ids) == 3
    assert "req_mine" not in ids


def test_no_request_sees_the_language_of_another(server: Running) -> None:
    assert {server.call(TEST + "language").body for _ in range(12)} == {b"en"}
