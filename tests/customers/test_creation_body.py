"""POST /customers refuses whatever is wrong with its body, by name, all of it at once."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.calls import BASE, Api, code, details, problems
from tests.factories import Seller, make_plan, make_seller
from tests.state import nothing_moves

pytestmark = pytest.mark.django_db

ADD_ONS = (
    "hotStorageUnits",
    "coldStorageUnits",
    "deepFreezeUnits",
    "extraServers",
    "mysqlDatabases",
    "mssqlDatabases",
    "extraWorkspaces",
)


def body(seller: Seller, **fields: Any) -> dict[str, Any]:
    return {"email": "mona@example.com", "planId": seller.plan.slug, **fields}


def refused(**fields: Any) -> list[tuple[str, str]]:
    """What is wrong with a body that has these fields; nothing may have moved."""
    seller = make_seller()
    with nothing_moves():
        return problems(Api(seller.key).post("/customers", body(seller, **fields)))


def send(raw: bytes | str, content_type: str = "application/json") -> Any:
    """The answer to a body of these bytes; nothing may have moved."""
    seller = make_seller()
    client = Client(headers={"X-API-Key": seller.key})
    with nothing_moves():
        return client.generic("POST", f"{BASE}/customers", raw, content_type=content_type)


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("email", None, "null"),
        ("email", "", "blank"),
        ("email", "  ", "blank"),
        ("email", 5, "invalid_type"),
        ("email", ["a@example.com"], "invalid_type"),
        ("email", "mona", "invalid"),
        ("email", "mona@", "invalid"),
        ("email", "mona@example.com\nBcc: all@example.com", "invalid"),
        ("email", "a b@example.com", "invalid"),
        ("planId", None, "null"),
        ("planId", "", "blank"),
        ("planId", 7, "invalid_type"),
        ("planId", "p" * 61, "max_length"),
        ("name", None, "null"),
        ("name", 5, "invalid_type"),
        ("name", "n" * 201, "max_length"),
        ("companyName", None, "null"),
        ("companyName", True, "invalid_type"),
        ("companyName", "n" * 201, "max_length"),
        ("phone", 491, "invalid_type"),
        ("phone", "1" * 41, "max_length"),
        ("seats", None, "null"),
        ("seats", 0, "min_value"),
        ("seats", -1, "min_value"),
        ("seats", 1001, "max_value"),
        ("seats", 10**30, "max_value"),
        ("seats", "2", "invalid_type"),
        ("seats", 1001.0, "max_value"),
        ("seats", 1e30, "invalid"),
        ("seats", 2.5, "invalid_type"),
        ("seats", True, "invalid_type"),
        ("seats", [], "invalid_type"),
        ("addOns", None, "null"),
        ("addOns", [], "invalid"),
        ("addOns", "hotStorageUnits", "invalid"),
        ("addOns", 3, "invalid"),
        ("accountFocusMode", None, "null"),
        ("accountFocusMode", "", "invalid_choice"),
        ("accountFocusMode", "Medical", "invalid_choice"),
        ("accountFocusMode", 1, "invalid_type"),
        ("aiLensMedical", None, "null"),
        ("aiLensMedical", "true", "invalid_type"),
        ("aiLensMedical", 1, "invalid_type"),
        ("sendWelcomeEmail", None, "null"),
        ("sendWelcomeEmail", "no", "invalid_type"),
        ("language", None, "null"),
        ("language", "", "blank"),
        ("language", "x" * 11, "max_length"),
        ("language", 1, "invalid_type"),
        ("trialDays", None, "null"),
        ("trialDays", -1, "min_value"),
        ("trialDays", 91, "max_value"),
        ("trialDays", "14", "invalid_type"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(field: str, value: object, problem: str) -> None:
    assert refused(**{field: value}) == [(field, problem)]


@pytest.mark.parametrize("name", ADD_ONS)
@pytest.mark.parametrize(
    ("units", "problem"),
    [(-1, "min_value"), (100_001, "max_value"), ("1", "invalid_type"), (1.5, "invalid_type"), (None, "null")],
)
def test_units_of_an_add_on_are_whole_numbers_from_0(name: str, units: object, problem: str) -> None:
    assert refused(addOns={name: units}) == [(f"addOns.{name}", problem)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "m" * 64 + "@" + ".".join(["d" * 61] * 2) + ".example.com"),
        ("name", "n" * 200),
        ("name", ""),
        ("companyName", "n" * 200),
        ("phone", "1" * 40),
        ("seats", 1),
        ("seats", 1000),
        ("seats", 3.0),
        ("addOns", {}),
        ("addOns", dict.fromkeys(ADD_ONS, 0)),
        ("addOns", dict.fromkeys(ADD_ONS, 1)),
        ("addOns", {"hotStorageUnits": 100_000}),
        ("accountFocusMode", "medical"),
        ("aiLensMedical", True),
        ("sendWelcomeEmail", False),
        ("language", "zh-Hant-TW"),
        ("trialDays", 0),
        ("trialDays", 90),
    ],
)
def test_a_value_on_the_bound_is_taken(field: str, value: object) -> None:
    seller = make_seller(balance=10_000_000_00)
    answer = Api(seller.key).post("/customers", body(seller, **{field: value}))
    assert answer.status_code == 201, answer.content


@pytest.mark.parametrize("missing", ["email", "planId"])
def test_email_and_plan_must_be_there(missing: str) -> None:
    seller = make_seller()
    sent = body(seller)
    del sent[missing]
    with nothing_moves():
        assert problems(Api(seller.key).post("/customers", sent)) == [(missing, "required")]


def test_unknown_fields_are_refused_by_name_wherever_they_are() -> None:
    assert refused(Seats=1, plan="basic", addOns={"hotStorage": 1}, company_name="x") == [
        ("addOns.hotStorage", "unknown_field"),
        ("Seats", "unknown_field"),
        ("company_name", "unknown_field"),
        ("plan", "unknown_field"),
    ]


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert sorted(refused(email="mona", seats=0, addOns={"extraServers": -1}, language="", colour="red")) == [
        ("addOns.extraServers", "min_value"),
        ("colour", "unknown_field"),
        ("email", "invalid"),
        ("language", "blank"),
        ("seats", "min_value"),
    ]


def test_the_message_names_the_first_problem_and_how_many_more_there_are() -> None:
    seller = make_seller()
    answer = Api(seller.key).post("/customers", body(seller, seats=0, trialDays=91))
    assert answer.json()["error"]["message"] == (
        "The request is not valid: seats: Ensure this value is greater than or equal to 1. (and 1 more)"
    )
    assert details(answer)[1] == {
        "field": "trialDays",
        "message": "Ensure this value is less than or equal to 90.",
        "code": "max_value",
    }


@pytest.mark.parametrize("field", ["email", "planId", "name", "companyName", "phone", "language", "accountFocusMode"])
def test_nul_is_refused_in_every_text(field: str) -> None:
    ((where, _),) = refused(**{field: "a\0b"})[:1]
    assert where == field


def test_half_a_surrogate_pair_is_no_text() -> None:
    answer = send(b'{"email": "a@example.com", "planId": "basic", "name": "\\ud83d"}')
    assert problems(answer) == [("", "invalid_json")]


def test_a_whole_surrogate_pair_is() -> None:
    seller = make_seller()
    raw = json.dumps(body(seller, name="🏥")).encode()
    assert b"\\ud83c\\udfe5" in raw
    answer = Api(seller.key).post("/customers", raw)
    assert (answer.status_code, answer.json()["data"]["name"]) == (201, "🏥")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"{", "The body is not valid JSON: "),
        (b"{'email': 1}", "The body is not valid JSON: "),
        (b'{"email": "a@example.com",}', "The body is not valid JSON: "),
        (b'{"seats": 1} {"seats": 2}', "The body is not valid JSON: Extra data: line 1 column 14 (char 13)."),
        (b" ", "The body is not valid JSON: Expecting value: line 1 column 2 (char 1)."),
        (b"[]", "The body must be a JSON object."),
        (b"null", "The body must be a JSON object."),
        (b'"text"', "The body must be a JSON object."),
        (b"\xff\xfe{\x00}\x00", "The body is not UTF-8 text."),
        (b'{"seats": NaN}', "The body has NaN, which is not JSON."),
        (b'{"seats": -Infinity}', "The body has -Infinity, which is not JSON."),
        (b'{"seats": 1, "seats": 2}', "An object in the body repeats the key "),
        (b'{"addOns": {"extraServers": 1, "extraServers": 1}}', "An object in the body repeats the key "),
        (b'{"a":' * 100_000, "The body is nested too deeply."),
        (b"[" * 100_000, "The body is nested too deeply."),
    ],
)
def test_a_body_that_is_no_json_object_is_refused_with_the_reason(raw: bytes, reason: str) -> None:
    answer = send(raw)
    assert problems(answer) == [("", "invalid_json")]
    assert answer.json()["error"]["message"].startswith(f"The request is not valid: {reason}")


def test_a_number_of_thousands_of_digits_is_refused() -> None:
    answer = send(b'{"seats": ' + b"9" * 5000 + b"}")
    assert problems(answer) == [("", "invalid_json")]


def test_an_empty_body_lacks_what_must_be_there() -> None:
    assert problems(send(b"")) == [("planId", "required"), ("email", "required")]


@pytest.mark.parametrize(
    "content_type",
    ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "application/xml", ""],
)
def test_a_body_of_another_type_is_not_read(content_type: str) -> None:
    answer = send(b'{"email": "a@example.com"}', content_type)
    assert (answer.status_code, code(answer)) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert details(answer)["supported"] == ["application/json"]


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "APPLICATION/JSON"])
def test_json_is_json_whatever_its_parameters(content_type: str) -> None:
    seller = make_seller()
    client = Client(headers={"X-API-Key": seller.key})
    answer = client.generic("POST", f"{BASE}/customers", json.dumps(body(seller)), content_type=content_type)
    assert answer.status_code == 201


def test_a_body_beyond_the_limit_is_refused_by_django_too() -> None:
    answer = send(b'{"name": "' + b"n" * (2 * 1024 * 1024) + b'"}')
    assert (answer.status_code, code(answer)) == (413, "REQUEST_TOO_LARGE")
    assert details(answer) == {"limitBytes": 2 * 1024 * 1024}


def test_the_plan_is_looked_up_only_in_a_valid_body() -> None:
    make_plan("other", open_to_all=False)
    assert refused(planId="other", seats=0) == [("seats", "min_value")]
