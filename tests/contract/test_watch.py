"""The watch over all tests notices what it is there for."""

import asyncio

import pytest
from django.test import AsyncClient, Client

from tests.contract.watch import Undeclared

pytestmark = pytest.mark.urls("tests.contract.scratch_urls")


def test_a_documented_answer_passes(client: Client) -> None:
    assert client.get("/api/partner/v1/good").json() == {"success": True, "data": {"name": "a"}}


def test_a_documented_refusal_passes(client: Client) -> None:
    assert client.get("/api/partner/v1/good?missing=true").json()["error"]["code"] == "CUSTOMER_NOT_FOUND"


def test_an_unknown_path_passes_as_the_published_refusal_that_it_is(client: Client) -> None:
    assert client.get("/api/partner/v1/nowhere").json()["error"]["code"] == "ENDPOINT_NOT_FOUND"
    assert client.get("/api/nowhere").json()["error"]["code"] == "ENDPOINT_NOT_FOUND"


def test_a_wrong_method_passes_as_the_published_refusal_that_it_is(client: Client) -> None:
    assert client.delete("/api/partner/v1/good").json()["error"]["code"] == "METHOD_NOT_ALLOWED"


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("extra", "Additional properties are not allowed ('more' was unexpected)"),
        ("unwrapped", "'success' is a required property"),
        ("teapot", "status 418 is not documented"),
        ("foreign-code", "'CUSTOMER_NOT_FOUND' was expected"),
        ("plain", "status 200 came from a route that no document lists"),
    ],
)
def test_an_answer_that_differs_from_the_document_fails_the_test(client: Client, path: str, complaint: str) -> None:
    with pytest.raises(AssertionError) as broken:
        client.get(f"/api/partner/v1/{path}")
    assert complaint in str(broken.value)


def test_the_complaint_names_the_request(client: Client) -> None:
    with pytest.raises(AssertionError, match=r"^GET /api/partner/v1/teapot answered 418:\n"):
        client.get("/api/partner/v1/teapot")


def test_the_asynchronous_client_is_watched_too() -> None:
    with pytest.raises(AssertionError, match="status 418 is not documented"):
        asyncio.run(AsyncClient().get("/api/partner/v1/teapot"))


def test_an_undeclared_error_is_kept_to_fail_the_test_at_its_end(client: Client, contract: Undeclared) -> None:
    with pytest.raises(AssertionError, match="'INVALID_PLAN' is none of the operation's codes"):
        client.get("/api/partner/v1/good?undeclared=true")
    assert contract.messages == ["GoodView raised PlanNotFound undeclared"]
    contract.messages.clear()
