"""GET /errors and /errors/{code} of the Partner API."""

import pytest
from django.conf import settings
from django.test import Client

from errors_docs.catalogues import catalogue_for
from errors_docs.catalogues.key_reasons import MALFORMED_REASONS
from errors_docs.surfaces import PARTNER


def test_the_list_has_every_code_in_the_order_of_the_table(client: Client) -> None:
    listed = client.get("/api/partner/v1/errors").json()["data"]["errors"]
    assert [error["code"] for error in listed] == [entry.code for entry in catalogue_for(PARTNER)]


def test_one_code_is_explained_with_every_section(client: Client) -> None:
    entry = catalogue_for(PARTNER)["STORAGE_FULL"]
    assert client.get("/api/partner/v1/errors/STORAGE_FULL").json() == {
        "success": True,
        "data": {
            "id": "STORAGE_FULL",
            "code": "STORAGE_FULL",
            "status": 402,
            "title": entry.title,
            "area": "Imaging",
            "when": entry.when,
            "why": entry.why,
            "check": list(entry.check),
            "fix": list(entry.fix),
            "retry": "after freeing space",
            "retryAdvice": entry.retry_advice,
            "charged": entry.charged,
            "message": entry.message,
            "reasons": {},
            "details": {
                "type": "object",
                "properties": {
                    "quotaGB": {"type": "integer"},
                    "usedBytes": {"type": "integer"},
                    "requiredBytes": {"type": "integer"},
                },
                "required": ["quotaGB", "usedBytes", "requiredBytes"],
            },
            "docs": f"{settings.BASE_URL}/docs/partner/errors/STORAGE_FULL",
            "related": list(entry.related),
        },
    }


def test_a_code_without_details_says_null(client: Client) -> None:
    assert client.get("/api/partner/v1/errors/CUSTOMER_EXISTS").json()["data"]["details"] is None


def test_a_code_with_several_cases_has_the_message_of_each(client: Client) -> None:
    reasons = client.get("/api/partner/v1/errors/INVALID_API_KEY").json()["data"]["reasons"]
    assert list(reasons) == ["unusable", *MALFORMED_REASONS]
    assert reasons["quoted"] == "The API key has quotes or brackets around it: send the key alone."


def test_the_list_and_the_single_code_say_the_same(client: Client) -> None:
    for error in client.get("/api/partner/v1/errors").json()["data"]["errors"]:
        assert client.get(f"/api/partner/v1/errors/{error['code']}").json()["data"] == error


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("NOT_A_CODE", "/errors"),
        ("unauthenticated", "/errors/UNAUTHENTICATED"),
        ("CUSTOMERS_NOT_FOUND", "/errors/CUSTOMER_NOT_FOUND"),
        ("insufficient-credits", "/errors/INSUFFICIENT_CREDITS"),
        ("missing_api_key", "/errors/UNAUTHENTICATED"),
    ],
)
def test_an_unknown_code_is_no_endpoint_and_suggests_the_one_that_was_meant(
    client: Client, code: str, meant: str
) -> None:
    refused = client.get(f"/api/partner/v1/errors/{code}")
    assert refused.status_code == 404
    assert refused.json()["error"]["code"] == "ENDPOINT_NOT_FOUND"
    assert refused.json()["error"]["details"] == {"suggestion": f"/api/partner/v1{meant}", "methods": ["GET"]}


def test_no_key_is_needed_and_a_wrong_one_does_no_harm(client: Client) -> None:
    assert client.get("/api/partner/v1/errors", headers={"Authorization": "Bearer nonsense"}).status_code == 200
