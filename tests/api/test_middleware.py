"""What belongs to a surface goes past the middleware of pages, and keeps what it needs of them."""

from typing import Any

import pytest
from django.test import Client, override_settings

from partners.models import User
from tests.calls import BASE
from tests.factories import bearer, make_key, make_partner

pytestmark = pytest.mark.django_db

ACCOUNT = BASE + "/account"
BROWSERS = ("X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy")
HTTPS = {"SECURE_HSTS_SECONDS": 3600, "SECURE_HSTS_INCLUDE_SUBDOMAINS": True, "SECURE_PROXY_SSL_HEADER": None}
PATHS = [ACCOUNT, BASE + "/no-such-endpoint", BASE + "/openapi.json"]


def key() -> dict[str, str]:
    """A partner's key as headers."""
    return bearer(make_key(make_partner()))


@pytest.mark.parametrize("path", PATHS)
def test_a_surface_says_to_browsers_what_a_page_says(client: Client, path: str) -> None:
    said = client.get(path, headers=key()).headers
    assert {name: said[name] for name in BROWSERS} == {
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }


@pytest.mark.parametrize("path", [ACCOUNT, "/accounts/login/"])
def test_strict_transport_is_said_over_https_alone(path: str) -> None:
    with override_settings(**HTTPS):
        client = Client()
        answers = [client.get(path, headers=key(), secure=secure) for secure in (True, False, True)]
    said = [answer.headers.get("Strict-Transport-Security") for answer in answers]
    assert said == ["max-age=3600; includeSubDomains", None, "max-age=3600; includeSubDomains"]


@pytest.mark.parametrize("path", PATHS)
def test_a_surface_neither_reads_nor_sets_a_cookie(client: Client, django_assert_num_queries: Any, path: str) -> None:
    headers = key()
    client.force_login(User.objects.create_user("ada@example.com"))
    client.get(path, headers=headers)
    with django_assert_num_queries(1 if path == ACCOUNT else 0):
        answer = client.get(path, headers=headers)
    assert answer.cookies.output() == ""
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert not hasattr(answer.wsgi_request, "session")
    assert not hasattr(answer.wsgi_request, "csrf_processing_done")


def test_a_surface_takes_no_token_of_a_form() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(BASE + "/customers", {}, "application/json", headers=key())
    assert answer.json()["error"]["code"] == "VALIDATION_FAILED"


def test_a_page_keeps_its_session_and_refuses_a_form_without_its_token() -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get("/accounts/login/")
    assert hasattr(page.wsgi_request, "session")
    assert "csrftoken" in page.cookies
    form = {"login": "ada@example.com", "password": "a long and secret phrase"}
    assert client.post("/accounts/login/", form).status_code == 403


@pytest.mark.parametrize("path", PATHS)
def test_a_foreign_host_is_refused_on_every_path_of_a_surface(client: Client, path: str) -> None:
    refused = client.get(path, headers={**key(), "Host": "elsewhere.example"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "INVALID_HOST")


def test_an_answer_says_its_length(client: Client) -> None:
    answer = client.get(ACCOUNT, headers=key())
    assert answer.headers["Content-Length"] == str(len(answer.content))
