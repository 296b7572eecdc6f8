"""The catalogue as JSON and as Markdown: the contract's codes, and the same content as the pages."""

from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from errors_docs.catalogues import CATALOGUES
from tests.contract.closing import closed

PARTNER_CONTRACT = {
    "UNAUTHENTICATED": 401,
    "INVALID_API_KEY": 401,
    "RATE_LIMITED": 429,
    "TRIAL_EXPIRED": 403,
    "CANNOT_SELL": 403,
    "VALIDATION_FAILED": 400,
    "INSUFFICIENT_CREDITS": 400,
    "CUSTOMER_NOT_FOUND": 404,
    "CUSTOMER_EXISTS": 409,
    "INVALID_PLAN": 404,
    "PLAN_NOT_ENABLED": 400,
    "FORBIDDEN": 400,
    "STUDY_NOT_FOUND": 404,
    "STORAGE_FULL": 402,
    "FILE_TOO_LARGE": 400,
    "INVALID_REPORT_TYPE": 400,
    "REPORT_NOT_FOUND": 404,
    "INTERNAL_ERROR": 500,
}
WORKSPACE_CONTRACT = {
    "missing_api_key": 401,
    "malformed_api_key": 401,
    "invalid_api_key": 401,
    "revoked_api_key": 401,
    "invalid_json": 400,
    "invalid_input": 400,
    "insufficient_credits": 402,
    "plan_gate": 403,
    "regen_limit": 403,
    "rate_limited": 429,
    "generation_failed": 502,
    "generation_timeout": 504,
    "workspace_not_found": 404,
    "preflight_failed": 500,
}
FIELDS = {
    "code",
    "status",
    "title",
    "area",
    "when",
    "why",
    "check",
    "fix",
    "retry",
    "retryAdvice",
    "charged",
    "message",
    "reasons",
    "details",
    "example",
    "endpoints",
    "related",
    "url",
}


def codes_of(client: Client, surface: str) -> dict[str, dict[str, Any]]:
    response = client.get(f"/docs/{surface}/errors.json")
    assert response["Content-Type"] == "application/json"
    return {code["code"]: code for code in response.json()["codes"]}


@pytest.mark.parametrize(("surface", "contract"), [("partner", PARTNER_CONTRACT), ("workspace", WORKSPACE_CONTRACT)])
def test_the_json_has_every_code_of_the_contract_with_its_status(
    client: Client, surface: str, contract: dict[str, int]
) -> None:
    codes = codes_of(client, surface)

    assert {code: codes[code]["status"] for code in contract} == contract


@pytest.mark.parametrize("surface", CATALOGUES)
def test_the_json_is_the_whole_catalogue(client: Client, surface: str) -> None:
    data = client.get(f"/docs/{surface}/errors.json").json()

    assert data["surface"] == surface
    assert data["count"] == len(data["codes"])
    assert [code["code"] for code in data["codes"]] == [entry.code for entry in CATALOGUES[surface]]
    assert all(set(code) == FIELDS for code in data["codes"])


@pytest.mark.parametrize("surface", CATALOGUES)
def test_each_example_is_an_envelope_whose_details_fit_their_schema(client: Client, surface: str) -> None:
    for code, published in codes_of(client, surface).items():
        error = published["example"]["error"]
        assert error["code"] == code
        assert error["docs"] == f"{published['url']}?request={error['requestId']}"
        assert ("details" in error) is (published["details"] is not None)
        if published["details"] is not None:
            Draft202012Validator(closed(published["details"])).validate(error["details"])


def test_the_reasons_of_a_code_have_their_messages(client: Client) -> None:
    codes = codes_of(client, "workspace")

    assert list(codes["missing_api_key"]["reasons"]) == [
        "no_key",
        "empty",
        "no_scheme",
        "basic_auth",
        "other_scheme",
        "other_header",
        "in_query",
    ]
    assert codes["missing_api_key"]["reasons"]["no_key"] == codes["missing_api_key"]["message"]
    assert codes["malformed_api_key"]["reasons"]["other_surface"] == (
        "This is a key of another API of this server. Here a key is pms_live_/pms_test_ + 32 * [0-9a-f]."
    )
    assert codes["workspace_not_found"]["reasons"] == {}


def test_the_url_of_a_code_is_its_page(client: Client) -> None:
    url = codes_of(client, "partner")["RATE_LIMITED"]["url"]

    assert url == "http://localhost:8000/docs/partner/errors/RATE_LIMITED"


@pytest.mark.parametrize("surface", CATALOGUES)
def test_the_markdown_has_each_code_with_all_its_sections(client: Client, surface: str) -> None:
    response = client.get(f"/docs/{surface}/errors.md")
    text = response.content.decode()

    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    for entry in CATALOGUES[surface]:
        section = text.split(f"\n### {entry.code}\n")[1].split("\n### ")[0]
        assert f"[`{entry.code}`](#{entry.code.lower()}) | {entry.status} | " in text
        assert f"HTTP/1.1 {entry.status} " in section
        for sentence in (entry.when, entry.why, *entry.check, *entry.fix, entry.retry_advice, entry.charged):
            assert sentence in section
        for reason, message in entry.reasons_in().items():
            assert f"| `{reason}` | {message.text} |" in section
