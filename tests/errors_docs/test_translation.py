"""What DRF and Django refuse on their own, told as domain errors."""

from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from rest_framework import exceptions as drf

from errors_docs.exceptions import (
    CustomerNotFound,
    DomainError,
    EndpointNotFound,
    FieldProblem,
    InvalidHost,
    MalformedJson,
    MethodNotAllowed,
    MissingKey,
    RequestTooLarge,
    UnsupportedMediaType,
    ValidationFailed,
)
from errors_docs.translation import domain_error


def translated(error: Exception) -> DomainError:
    found = domain_error(error, ["GET", "POST"], ["application/json"])
    assert found is not None
    return found


def problems(detail: Any) -> list[tuple[str, str, str]]:
    """What a validation error with this detail says, as (field, message, code)."""
    found = translated(drf.ValidationError(detail))
    assert isinstance(found, ValidationFailed)
    return [(problem.field, problem.message, problem.code) for problem in found.problems]


def word(text: str, code: str) -> drf.ErrorDetail:
    return drf.ErrorDetail(text, code=code)


def test_a_domain_error_is_its_own_translation() -> None:
    error = CustomerNotFound()
    assert translated(error) is error


@pytest.mark.parametrize(
    ("error", "expected", "fields"),
    [
        (drf.NotAuthenticated(), MissingKey, {}),
        (drf.MethodNotAllowed("PUT"), MethodNotAllowed, {"method": "PUT", "allowed": ["GET", "POST"]}),
        (drf.UnsupportedMediaType("text/x"), UnsupportedMediaType, {"supported": ["application/json"]}),
        (drf.NotFound(), EndpointNotFound, {}),
        (Http404(), EndpointNotFound, {}),
        (RequestDataTooBig(), RequestTooLarge, {"limit_bytes": settings.MAX_BODY_BYTES}),
        (DisallowedHost(), InvalidHost, {}),
    ],
)
def test_each_refusal_of_the_frameworks_has_a_word_of_ours(
    error: Exception, expected: type[DomainError], fields: dict[str, object]
) -> None:
    found = translated(error)
    assert type(found) is expected
    assert {name: getattr(found, name) for name in fields} == fields


@pytest.mark.parametrize(
    "error", [BadRequest(), SuspiciousOperation(), MultiPartParserError(), UnreadablePostError("connection reset")]
)
def test_a_request_that_cannot_be_read_fails_validation_without_details_of_the_fault(error: Exception) -> None:
    found = translated(error)
    assert isinstance(found, ValidationFailed)
    assert found.problems == [FieldProblem("", "The request could not be read.", "malformed_request")]


def test_malformed_json_keeps_its_reason() -> None:
    found = translated(drf.ParseError("the body is not UTF-8 text"))
    assert isinstance(found, MalformedJson)
    assert found.problems == [FieldProblem("", "the body is not UTF-8 text", "invalid_json")]


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), RuntimeError(), drf.APIException(), drf.Throttled()])
def test_what_nobody_foresaw_stays_a_crash(error: Exception) -> None:
    assert domain_error(error, [], []) is None


def test_a_problem_has_the_path_of_its_field() -> None:
    assert problems({"seats": [word("Too many.", "max_value")]}) == [("seats", "Too many.", "max_value")]
    assert problems({"addOns": {"extraServers": [word("Too few.", "min_value")]}}) == [
        ("addOns.extraServers", "Too few.", "min_value")
    ]


def test_a_problem_of_the_whole_has_the_path_of_the_whole() -> None:
    assert problems({"non_field_errors": [word("Odd.", "odd")]}) == [("", "Odd.", "odd")]
    assert problems({"addOns": {"non_field_errors": [word("No object.", "invalid")]}}) == [
        ("addOns", "No object.", "invalid")
    ]
    assert problems([word("Odd.", "odd")]) == [("", "Odd.", "odd")]


def test_a_problem_within_a_list_names_the_place() -> None:
    detail = {"events": {0: [word("Unknown.", "invalid_choice")]}, "rows": [{}, {"name": [word("Empty.", "blank")]}]}
    assert problems(detail) == [
        ("events.0", "Unknown.", "invalid_choice"),
        ("rows.1.name", "Empty.", "blank"),
    ]


def test_every_problem_of_every_field_is_kept() -> None:
    detail = {"a": [word("One.", "one"), word("Two.", "two")], "b": [word("Three.", "three")]}
    assert [code for _, _, code in problems(detail)] == ["one", "two", "three"]


def test_the_summary_names_the_first_and_counts_the_rest() -> None:
    one = ValidationFailed([FieldProblem("seats", "Too many.", "max_value")])
    three = ValidationFailed([FieldProblem("", "Odd.", "odd")] * 3)
    assert (one.summary, three.summary) == ("seats: Too many.", "Odd. (and 2 more)")
