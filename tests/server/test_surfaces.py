"""The server's two ways: what belongs to a surface needs nothing of a page, and a page keeps all that protects it."""

from urllib.parse import urlencode

import pytest

from tests.server.running import Running
from tests.server.test_refusals import assert_envelope

ACCOUNT = "/api/partner/v1/account"
SIGN_IN = "/accounts/login/"
BROWSERS = ("X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy")


@pytest.mark.parametrize("path", [ACCOUNT, "/api/nowhere", "/api/v1/mcp/credits", "/api/partner/v1/openapi.json"])
def test_a_surface_sets_no_cookie_and_says_to_browsers_what_a_page_says(server: Running, path: str) -> None:
    answer, page = server.call(path, Cookie="sessionid=someone; csrftoken=something"), server.call(SIGN_IN)
    assert not answer.header("Set-Cookie")
    assert "Cookie" not in (answer.header("Vary") or "")
    assert [answer.header(name) for name in BROWSERS] == ["DENY", "nosniff", "same-origin", "same-origin"]
    assert [page.header(name) for name in BROWSERS] == ["DENY", "nosniff", "same-origin", "same-origin"]


def test_a_page_refuses_a_form_without_its_token_and_takes_it_with_it(server: Running) -> None:
    cookie = (server.call(SIGN_IN).header("Set-Cookie") or "").partition(";")[0]
    name, _, token = cookie.partition("=")
    assert name == "csrftoken"
    form = {"login": "nobody@example.com", "password": "a long and secret phrase"}
    kind = {"Content_Type": "application/x-www-form-urlencoded"}
    assert server.call(SIGN_IN, "POST", urlencode(form).encode(), **kind).status == 403
    whole = urlencode({**form, "csrfmiddlewaretoken": token}).encode()
    assert server.call(SIGN_IN, "POST", whole, **kind, Cookie=cookie, Referer="http://localhost/").status == 200


def test_a_surface_refuses_a_foreign_host(server: Running) -> None:
    assert_envelope(server.call(ACCOUNT, Host="elsewhere.example"), 400, "INVALID_HOST")


@pytest.mark.parametrize(("method", "status", "code"), [("HEAD", 401, ""), ("PUT", 405, "METHOD_NOT_ALLOWED")])
def test_a_surface_answers_other_methods_as_it_says(server: Running, method: str, status: int, code: str) -> None:
    answer = server.call(ACCOUNT, method)
    assert answer.status == status
    assert (answer.json["error"]["code"] if answer.body else "") == code
    assert int(answer.header("Content-Length") or 0) > 0


def test_what_a_surface_answered_is_in_the_log_and_counted(server: Running) -> None:
    answer = server.call(ACCOUNT)
    (line,) = server.lines(request_id=answer.header("X-Request-Id"))
    assert (line["logger"], line["route"], line["status"]) == ("tollgate.access", "api/partner/v1/account", 401)
    assert line["code"] == "UNAUTHENTICATED"
    counted = 'tollgate_requests_total{code="UNAUTHENTICATED",method="GET",route="api/partner/v1/account"'
    assert counted in server.call("/metrics").body.decode()
