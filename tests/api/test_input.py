"""What a body and a query may be, and what a refused one is told."""

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.urls("tests.api.endpoints")
ECHO = "/api/partner/v1/echo"


def post(client: Client, body: str | bytes, content_type: str = "application/json") -> Any:
    """Sends these bytes as they are."""
    return client.generic("POST", ECHO, data=body, content_type=content_type)


def problems(response: Any) -> list[dict[str, str]]:
    """The details of a VALIDATION_FAILED."""
    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_FAILED")
    details: list[dict[str, str]] = response.json()["error"]["details"]
    return details


def test_names_are_camel_case_outside_and_snake_case_inside(client: Client) -> None:
    sent = post(client, '{"fullName": "Ada", "seats": 3, "addOns": {"extraServers": 2}}')
    assert sent.status_code == 201
    assert sent.json() == {
        "success": True,
        "data": {"fullName": "Ada", "seats": 3, "extraServers": 2, "cost": 37.5},
    }


def test_a_default_stands_in_for_a_field_that_was_not_sent(client: Client) -> None:
    assert post(client, '{"fullName": "Ada"}').json()["data"]["seats"] == 1


def test_a_number_without_a_fraction_is_an_integer_however_it_is_written(client: Client) -> None:
    assert post(client, '{"fullName": "Ada", "seats": 3.0}').json()["data"]["seats"] == 3
    assert post(client, '{"fullName": "Ada", "seats": 3e2}').json()["data"]["seats"] == 300


@pytest.mark.parametrize("value", ['"3"', "true", "3.5", "[3]", '{"a": 3}', "null", "1e400"])
def test_what_is_no_integer_is_not_made_one(client: Client, value: str) -> None:
    (problem,) = problems(post(client, f'{{"fullName": "Ada", "seats": {value}}}'))
    assert problem["field"] == "seats"


def test_every_problem_is_told_at_once_with_its_path(client: Client) -> None:
    refused = post(client, '{"seats": 0, "addOns": {"extraServers": -1, "fax": 1}, "full_name": "Ada"}')
    assert {problem["field"]: problem["code"] for problem in problems(refused)} == {
        "fullName": "required",
        "seats": "min_value",
        "addOns.extraServers": "min_value",
        "addOns.fax": "unknown_field",
        "full_name": "unknown_field",
    }


def test_the_message_names_the_first_problem_and_how_many_more_there_are(client: Client) -> None:
    refused = post(client, '{"seats": 0}')
    assert refused.json()["error"]["message"] == (
        "The request is not valid: fullName: This field is required. (and 1 more)"
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"fullName": "Ada",}', "The body is not valid JSON: "),
        (b"{'fullName': 'Ada'}", "The body is not valid JSON: "),
        (b"[]", "The body must be a JSON object."),
        (b"null", "The body must be a JSON object."),
        (b'"text"', "The body must be a JSON object."),
        (b'{"seats": NaN}', "The body has NaN, which is not JSON."),
        (b'{"seats": Infinity}', "The body has Infinity, which is not JSON."),
        (b'{"seats": 1, "seats": 2}', "An object in the body repeats the key "),
        (b'{"addOns": {"a": 1, "a": 1}}', "An object in the body repeats the key "),
        (b'{"fullName": "\xff"}', "The body is not UTF-8 text."),
        (b'{"fullName": "\\ud800"}', "The body is not UTF-8 text."),
        (b"[" * 100_000, "The body is nested too deeply."),
    ],
    ids=lambda value: value[:24].decode("latin-1") if isinstance(value, bytes) else "",
)
def test_what_is_no_json_object_is_refused_with_the_reason(client: Client, body: bytes, reason: str) -> None:
    (problem,) = problems(post(client, body))
    assert (problem["field"], problem["code"]) == ("", "invalid_json")
    assert problem["message"].startswith(reason)


def test_an_empty_body_counts_as_an_empty_object(client: Client) -> None:
    assert problems(post(client, b"")) == [
        {"field": "fullName", "message": "This field is required.", "code": "required"}
    ]


def test_malformed_json_has_a_code_of_its_own_on_the_workspace(client: Client) -> None:
    refused = client.generic("POST", "/api/v1/echo", data="{", content_type="application/json")
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "invalid_json")


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON"])
def test_json_is_read_by_its_media_type_whatever_its_parameters(client: Client, content_type: str) -> None:
    assert post(client, '{"fullName": "Ada"}', content_type).status_code == 201


@pytest.mark.parametrize(
    ("content_type", "reason", "received"),
    [
        ("text/plain", "text", "text/plain"),
        ("text/plain;charset=UTF-8", "text", "text/plain"),
        ("application/x-www-form-urlencoded", "form", "application/x-www-form-urlencoded"),
        ("multipart/form-data; boundary=x", "form", "multipart/form-data"),
        ("application/xml", "other", "application/xml"),
        ("Application/VND.api+JSON", "other", "application/vnd.api+json"),
        ("", "missing", None),
        ("json", "unreadable", None),
        ("<script>alert(1)</script>", "unreadable", None),
        ("text/" + "x" * 300, "unreadable", None),
    ],
)
def test_another_media_type_is_refused_with_what_came_and_what_is_read(
    client: Client, content_type: str, reason: str, received: str | None
) -> None:
    refused = post(client, '{"fullName": "Ada"}', content_type)
    error = refused.json()["error"]
    assert (refused.status_code, error["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")
    told = {"supported": ["application/json"], "reason": reason}
    assert error["details"] == (told if received is None else {**told, "received": received})
    assert "script" not in error["message"]


@pytest.mark.parametrize(
    ("content_type", "message"),
    [
        (
            "application/x-www-form-urlencoded",
            "The body came as a form, as curl -d sends it unless told otherwise; this endpoint reads application/json. "
            "Send JSON with Content-Type: application/json; curl --json does both.",
        ),
        (
            "",
            "The body came without a Content-Type, and none is guessed; this endpoint reads application/json. Add the "
            "header Content-Type: application/json.",
        ),
        (
            "application/xml",
            "This endpoint does not read a body with Content-Type: application/xml; it reads application/json.",
        ),
    ],
)
def test_the_message_says_how_to_send_it(client: Client, content_type: str, message: str) -> None:
    assert post(client, '{"fullName": "Ada"}', content_type).json()["error"]["message"] == message


def test_a_page_has_its_counts_beside_it(client: Client) -> None:
    pagination = client.get("/api/partner/v1/page?page=2&limit=25").json()["data"]["pagination"]
    assert len(pagination.pop("nextCursor")) > 20
    assert pagination == {"page": 2, "limit": 25, "total": 101, "totalPages": 5}


def test_paging_begins_with_fifty_rows_of_page_one(client: Client) -> None:
    pagination = client.get("/api/partner/v1/page").json()["data"]["pagination"]
    assert len(pagination.pop("nextCursor")) > 20
    assert pagination == {"page": 1, "limit": 50, "total": 101, "totalPages": 3}


def test_numbers_are_read_on_by_cursor(client: Client) -> None:
    seen, query = [], "limit=40"
    while query:
        data = client.get(f"/api/partner/v1/page?{query}").json()["data"]
        seen.append(data["rows"])
        following = data["pagination"]["nextCursor"]
        query = f"limit=40&cursor={following}" if following else ""
    assert seen == [list(range(1, 41)), list(range(41, 81)), list(range(81, 102))]


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ("limit=0", "limit", "min_value"),
        ("limit=101", "limit", "max_value"),
        ("page=0", "page", "min_value"),
        ("page=two", "page", "invalid"),
        ("page=99999999999999999999", "page", "max_value"),
        ("pages=1", "pages", "unknown_field"),
    ],
)
def test_a_query_out_of_bounds_or_misspelt_is_refused_by_name(
    client: Client, query: str, field: str, code: str
) -> None:
    (problem,) = problems(client.get(f"/api/partner/v1/page?{query}"))
    assert (problem["field"], problem["code"]) == (field, code)


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ('{"fullName": 5}', "fullName", "This must be a string, not an integer."),
        ('{"fullName": "Ada", "seats": "3"}', "seats", "This must be an integer, not a string."),
        ('{"fullName": "Ada", "seats": 3.5}', "seats", "This must be an integer, not a number with a fraction."),
        ('{"fullName": "Ada", "seats": true}', "seats", "This must be an integer, not a boolean."),
        ('{"fullName": ["Ada"]}', "fullName", "This must be a string, not an array."),
        ('{"fullName": "Ada", "addOns": "x"}', "addOns", "This must be an object, not a string."),
        ('{"fullName": "Ada", "addOns": [1]}', "addOns", "This must be an object, not an array."),
    ],
)
def test_a_value_of_another_kind_is_refused_with_what_came(client: Client, body: str, field: str, message: str) -> None:
    assert [(each["field"], each["message"]) for each in problems(post(client, body))] == [(field, message)]
