"""What a declaration brings along."""

from dataclasses import dataclass

from api.operations import (
    IDEMPOTENCY_ERRORS,
    INPUT_ERRORS,
    KEYED_ERRORS,
    SERVER_ERRORS,
    Operation,
    operation,
    operation_of,
)
from errors_docs.exceptions import (
    CustomerExists,
    MalformedJson,
    PlanNotFound,
    RevokedKey,
    UnsupportedMediaType,
    ValidationFailed,
)
from tests.api.endpoints import EchoInput


@dataclass(frozen=True)
class Nothing:
    """An answer without anything in it."""


def test_a_public_operation_can_fail_only_for_its_input_and_as_the_server_can() -> None:
    assert Operation(summary="", answer=Nothing, scope=None).all_errors == (*INPUT_ERRORS, *SERVER_ERRORS)


def test_errors_of_its_own_come_before_those_of_input_key_and_server_each_once() -> None:
    declared = Operation(
        summary="", answer=Nothing, scope="x:y", query=EchoInput, body=EchoInput, errors=[CustomerExists]
    )
    given = (MalformedJson, ValidationFailed, UnsupportedMediaType)
    assert declared.all_errors == (CustomerExists, *given, *KEYED_ERRORS, *SERVER_ERRORS)


def test_a_body_that_is_not_json_cannot_be_malformed_json() -> None:
    declared = Operation(summary="", answer=Nothing, scope=None, body=EchoInput, body_type="multipart/form-data")
    assert declared.all_errors == (ValidationFailed, UnsupportedMediaType, *SERVER_ERRORS)


def test_a_special_case_of_a_declared_error_is_declared() -> None:
    declared = Operation(summary="", answer=Nothing, scope=None, errors=[ValidationFailed])
    assert declared.declares(MalformedJson([]))
    assert not declared.declares(PlanNotFound())


def test_a_keyed_operation_declares_every_way_in_which_a_key_is_refused() -> None:
    assert RevokedKey in Operation(summary="", answer=Nothing, scope="x:y").all_errors


def test_a_method_that_changes_something_can_fail_for_its_idempotency_key() -> None:
    @operation(Operation(summary="", answer=Nothing, scope="x:y"))
    def delete() -> None: ...

    declared = operation_of(delete)
    assert declared is not None
    assert set(IDEMPOTENCY_ERRORS) <= set(declared.all_errors)


def test_a_method_carries_its_declaration_and_another_has_none() -> None:
    declared = Operation(summary="", answer=Nothing, scope=None)

    @operation(declared)
    def get() -> None: ...

    assert operation_of(get) == declared
    assert operation_of(test_a_method_carries_its_declaration_and_another_has_none) is None
