"""What no endpoint's own code refuses: unknown routes, wrong methods, foreign hosts, crashes. Always the envelope."""

import logging
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import got_request_exception
from django.test import Client

from api.ids import has_shape

pytestmark = pytest.mark.urls("tests.api.endpoints")


def error(response: Any, status: int) -> dict[str, Any]:
    """The error of an answer with this status."""
    assert response.status_code == status
    found: dict[str, Any] = response.json()["error"]
    return found


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/api/partner/v1/nowhere", "ENDPOINT_NOT_FOUND"),
        ("/api/partner/v1/echo/", "ENDPOINT_NOT_FOUND"),
        ("/api/partner/v2/echo", "ENDPOINT_NOT_FOUND"),
        ("/api", "ENDPOINT_NOT_FOUND"),
        ("/api/v1/nowhere", "endpoint_not_found"),
        ("/api/v1/mcp/", "endpoint_not_found"),
    ],
)
def test_an_unknown_path_is_refused_in_the_envelope_of_its_surface(client: Client, path: str, code: str) -> None:
    assert error(client.get(path), 404)["code"] == code


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "OPTIONS", "HEAD", "TRACE", "PROPFIND"])
def test_a_wrong_method_is_refused_and_told_the_right_ones(client: Client, method: str) -> None:
    refused = client.generic(method, "/api/partner/v1/echo")
    assert refused.status_code == 405
    assert refused.headers["Allow"] == "POST, DELETE"
    if method != "HEAD":
        assert error(refused, 405)["code"] == "METHOD_NOT_ALLOWED"
        assert error(refused, 405)["details"] == {"allowed": ["POST", "DELETE"]}


def test_a_host_that_is_not_ours_is_refused_in_the_envelope(client: Client) -> None:
    refused = client.get("/api/partner/v1/errors", headers={"host": "elsewhere.example"})
    assert error(refused, 400)["code"] == "INVALID_HOST"


def test_a_crash_is_answered_without_a_word_about_it(client: Client) -> None:
    client.raise_request_exception = False
    refused = client.get("/api/partner/v1/crash")
    assert error(refused, 500)["code"] == "INTERNAL_ERROR"
    assert "secret" not in refused.content.decode()


def test_a_crash_is_logged_with_the_request_id_and_told_to_django(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[type] = []

    def listen(sender: type, **kwargs: Any) -> None:
        told.append(sender)

    client.raise_request_exception = False
    got_request_exception.connect(listen)
    try:
        refused = client.get("/api/partner/v1/crash")
    finally:
        got_request_exception.disconnect(listen)
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.__dict__["request_id"] == refused.headers["X-Request-Id"]
    assert record.exc_info is not None
    assert [sender.__name__ for sender in told] == ["CrashView"]


def test_a_missing_customer_looks_like_anybody_elses_but_for_the_request_id(client: Client) -> None:
    answers = [client.get(f"/api/partner/v1/customers/{name}") for name in ("pc_1", "pc_2")]
    bodies = [answer.content.decode().replace(answer.headers["X-Request-Id"], "") for answer in answers]
    assert bodies[0] == bodies[1]
    headers = [{**answer.headers, "X-Request-Id": ""} for answer in answers]
    assert headers[0] == headers[1]


def test_every_answer_has_a_request_id_of_its_own(client: Client) -> None:
    first, second = (client.get("/api/partner/v1/errors").headers["X-Request-Id"] for _ in range(2))
    assert has_shape(first, "req")
    assert first != second


def test_a_client_cannot_choose_its_request_id(client: Client) -> None:
    sent = "req_00000000000000000000000000"
    answer = client.get("/api/partner/v1/errors", headers={"X-Request-Id": sent})
    assert answer.headers["X-Request-Id"] != sent


def test_a_refusal_links_to_the_page_of_its_own_code_and_is_never_cached(client: Client) -> None:
    refused = client.get("/api/partner/v1/nowhere")
    page = f"{settings.BASE_URL}/docs/partner/errors/ENDPOINT_NOT_FOUND"
    assert error(refused, 404)["docs"] == f"{page}?request={refused.headers['X-Request-Id']}"
    assert refused.headers["Cache-Control"] == "no-store"


def test_the_accept_header_changes_nothing(client: Client) -> None:
    answer = client.get("/api/partner/v1/errors", headers={"Accept": "text/html"})
    assert answer.headers["Content-Type"] == "application/json"
