"""The two catalogues against the contract: codes, statuses, retries, details, and words that keep their promises."""

import re
from datetime import UTC, datetime
from string import Formatter
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from errors_docs import exceptions
from errors_docs.catalogue import Area, Entry, Retry
from errors_docs.catalogues import CATALOGUES, catalogue_for
from errors_docs.exceptions import (
    AccountInactive,
    CustomerNotFound,
    DomainError,
    FieldProblem,
    InsufficientCredits,
    InternalError,
    InvalidKey,
    MalformedJson,
    MalformedKey,
    RevokedKey,
    ValidationFailed,
)
from errors_docs.jsonform import json_schema
from errors_docs.surfaces import PARTNER, WORKSPACE, Surface
from tests.contract.closing import closed

Row = tuple[str, int, str, set[str]]

NEVER, AFTER_HEADER, BACKOFF = "never", "after Retry-After", "1 s then 2 s then 4 s then stop"
RATE = {"limit", "windowSeconds", "retryAfter"}
#: The first three are the contract's; ours is added.
PROBLEMS = {"[].field", "[].message", "[].code", "[].suggestion"}
BREAKDOWN = {"breakdown.basePlanCost", "breakdown.addOnCost", "breakdown.aiLensMedicalCost", "breakdown.total"}

#: Ours is added where the contract has no details, and where a code has several cases.
REASON = {"reason"}

#: The contract: code, status, retry, and the names in ``details``.
PARTNER_CODES: list[Row] = [
    ("UNAUTHENTICATED", 401, NEVER, REASON),
    ("INVALID_API_KEY", 401, NEVER, REASON),
    ("RATE_LIMITED", 429, AFTER_HEADER, RATE | REASON),
    ("TRIAL_EXPIRED", 403, NEVER, {"trialEndedAt"}),
    ("CANNOT_SELL", 403, NEVER, {"tier"}),
    ("VALIDATION_FAILED", 400, NEVER, PROBLEMS),
    ("INSUFFICIENT_CREDITS", 400, "after top-up", {"required", "current", *BREAKDOWN}),
    ("CUSTOMER_NOT_FOUND", 404, NEVER, set()),
    ("CUSTOMER_EXISTS", 409, NEVER, set()),
    ("INVALID_PLAN", 404, NEVER, {"plans", "suggestion"}),
    ("PLAN_NOT_ENABLED", 400, NEVER, {"planId", "missing"}),
    ("FORBIDDEN", 400, NEVER, {"status"}),
    ("STUDY_NOT_FOUND", 404, NEVER, set()),
    ("STORAGE_FULL", 402, "after freeing space", {"quotaGB", "usedBytes", "requiredBytes"}),
    ("FILE_TOO_LARGE", 400, NEVER, {"limitBytes"}),
    ("INVALID_REPORT_TYPE", 400, NEVER, {"allowed", "reason", "found"}),
    ("REPORT_NOT_FOUND", 404, NEVER, set()),
    ("INTERNAL_ERROR", 500, "after a short delay", set()),
]
WORKSPACE_CODES: list[Row] = [
    ("missing_api_key", 401, NEVER, REASON),
    ("malformed_api_key", 401, NEVER, REASON),
    ("invalid_api_key", 401, NEVER, set()),
    ("revoked_api_key", 401, NEVER, {"revokedAt"}),
    ("invalid_json", 400, NEVER, set()),
    ("invalid_input", 400, NEVER, PROBLEMS),
    ("insufficient_credits", 402, "after top-up or the monthly refresh", {"required", "current"}),
    ("plan_gate", 403, NEVER, {"requiredPlan", "currentPlan"}),
    ("regen_limit", 403, NEVER, {"cap", "used", "projectId"}),
    ("rate_limited", 429, AFTER_HEADER, RATE),
    ("generation_failed", 502, BACKOFF, set()),
    ("generation_timeout", 504, BACKOFF, {"timeoutSeconds"}),
    ("workspace_not_found", 404, NEVER, set()),
    ("preflight_failed", 500, "yes; then contact support with requestId", set()),
]
#: What the contract leaves open, on both surfaces: the workspace spells it in lower case.
OPEN_CODES: list[Row] = [
    ("ENDPOINT_NOT_FOUND", 404, NEVER, {"suggestion", "methods"}),
    ("METHOD_NOT_ALLOWED", 405, NEVER, {"allowed"}),
    ("UNSUPPORTED_MEDIA_TYPE", 415, NEVER, {"supported", "reason", "received"}),
    ("REQUEST_TOO_LARGE", 413, NEVER, {"limitBytes"}),
    ("REQUEST_TIMEOUT", 408, "after a short delay", {"timeoutSeconds"}),
    ("INVALID_HOST", 400, NEVER, set()),
    ("CONFLICTING_API_KEYS", 400, NEVER, set()),
    ("INSUFFICIENT_SCOPE", 403, NEVER, {"requiredScope", "grantedScopes"}),
    ("IP_NOT_ALLOWED", 403, NEVER, {"address"}),
    ("IDEMPOTENCY_KEY_REUSED", 422, NEVER, set()),
    ("IDEMPOTENCY_IN_PROGRESS", 409, AFTER_HEADER, {"retryAfter"}),
    ("SERVICE_UNAVAILABLE", 503, AFTER_HEADER, {"retryAfter"}),
]
#: Ours on the Partner API alone, so far.
OWN_PARTNER_CODES: list[Row] = [
    ("KEY_CAP_REACHED", 403, NEVER, {"cap", "spent", "required", "resetsAt"}),
    ("TRIAL_LIMIT", 403, NEVER, {"limit", "allowed", "requested"}),
    ("TRIAL_USED", 409, NEVER, {"customerId", "beganAt"}),
    ("STORAGE_IN_USE", 409, "after freeing space", {"usedBytes", "quotaGB", "excessBytes", "hotStorageUnits"}),
    ("PRECONDITION_FAILED", 412, NEVER, set()),
    ("REQUEST_NOT_FOUND", 404, NEVER, set()),
    ("WEBHOOK_NOT_FOUND", 404, NEVER, set()),
    ("DELIVERY_NOT_FOUND", 404, NEVER, set()),
    ("WEBHOOK_LIMIT_REACHED", 409, NEVER, {"limit"}),
    ("WEBHOOK_NOT_ENABLED", 409, NEVER, {"status"}),
    ("REPLAY_TOO_LARGE", 400, NEVER, {"limit", "found"}),
    ("AGENT_NOT_FOUND", 404, NEVER, set()),
]
#: Ours on the Workspace API alone.
OWN_WORKSPACE_CODES: list[Row] = [
    ("too_many_generations", 429, AFTER_HEADER, {"limit", "retryAfter"}),
    ("generation_not_found", 404, NEVER, set()),
    ("request_not_found", 404, NEVER, set()),
]

ENTRIES = [
    pytest.param(entry, id=f"{surface}-{entry.code}")
    for surface, catalogue in CATALOGUES.items()
    for entry in catalogue
]


def leaves(schema: dict[str, Any], *path: str) -> set[str]:
    """The names of all values in a schema: "required", "breakdown.total", "[].field" for the elements of an array."""
    if schema["type"] == "object":
        return {leaf for name, part in schema["properties"].items() for leaf in leaves(part, *path, name)}
    if schema["type"] == "array" and schema["items"]["type"] == "object":
        return leaves(schema["items"], *path, "[]")
    return {".".join(path)}


def row_of(entry: Entry) -> Row:
    names = set() if entry.details is None else leaves(json_schema(entry.details))
    return entry.code, entry.status, entry.retry.value, names


def by_code(row: Row) -> str:
    return row[0]


def published(surface: Surface, code: str) -> Entry:
    return catalogue_for(surface)[code]


def texts_of(entry: Entry) -> str:
    return "\n".join([entry.when, entry.why, *entry.check, *entry.fix, entry.retry_advice, entry.charged])


class TestTheContract:
    def test_the_partner_catalogue_is_the_contract_and_our_own_codes_and_nothing_else(self) -> None:
        rows = [row_of(entry) for entry in catalogue_for(PARTNER)]
        assert sorted(rows, key=by_code) == sorted([*PARTNER_CODES, *OPEN_CODES, *OWN_PARTNER_CODES], key=by_code)

    def test_the_workspace_catalogue_is_the_contract_and_our_own_codes_and_nothing_else(self) -> None:
        ours = [(code.lower(), status, retry, names) for code, status, retry, names in OPEN_CODES]
        rows = [row_of(entry) for entry in catalogue_for(WORKSPACE)]
        assert sorted(rows, key=by_code) == sorted([*WORKSPACE_CODES, *ours, *OWN_WORKSPACE_CODES], key=by_code)

    def test_the_contract_has_32_codes(self) -> None:
        assert (len(PARTNER_CODES), len(WORKSPACE_CODES)) == (18, 14)

    def test_every_exception_is_published_on_at_least_one_surface(self) -> None:
        classes = [getattr(exceptions, name) for name in exceptions.__all__]
        errors = {each for each in classes if issubclass(each, DomainError)} - {DomainError}
        assert {entry.error for catalogue in CATALOGUES.values() for entry in catalogue} == errors

    def test_a_retry_after_header_and_the_promise_of_one_go_together(self) -> None:
        for entry in (entry for catalogue in CATALOGUES.values() for entry in catalogue):
            assert ("Retry-After" in entry.example.headers) == (entry.retry is Retry.AFTER_HEADER), entry.code


class TestTheExamples:
    @pytest.mark.parametrize("entry", ENTRIES)
    def test_the_example_details_are_valid_against_their_own_schema(self, entry: Entry) -> None:
        shown = entry.details_for(entry.example)
        if entry.details is None:
            assert shown is None
        else:
            schema = closed(json_schema(entry.details))
            Draft202012Validator.check_schema(schema)
            Draft202012Validator(schema, format_checker=FormatChecker()).validate(shown)

    def test_too_few_credits_read_as_in_the_contract(self) -> None:
        entry = published(PARTNER, "INSUFFICIENT_CREDITS")
        assert entry.message_for(entry.example) == "This call needs 150.00 credits; 50.00 are available."
        assert entry.details_for(entry.example) == {
            "required": 150,
            "current": 50,
            "breakdown": {"basePlanCost": 100, "addOnCost": 50, "aiLensMedicalCost": 0, "total": 150},
        }

    def test_the_breakdown_is_left_out_where_there_is_none(self) -> None:
        entry = published(PARTNER, "INSUFFICIENT_CREDITS")
        assert entry.details_for(InsufficientCredits(required=12_50, current=0)) == {"required": 12.5, "current": 0}

    def test_a_failed_validation_names_its_first_field_and_lists_all(self) -> None:
        problems = [
            FieldProblem("idea", "This field is required.", "required"),
            FieldProblem("x", "Unknown.", "unknown"),
        ]
        entry = published(WORKSPACE, "invalid_input")
        assert (
            entry.message_for(ValidationFailed(problems))
            == "The input is not valid: idea: This field is required. (and 1 more)"
        )
        assert entry.details_for(ValidationFailed(problems)) == [
            {"field": "idea", "message": "This field is required.", "code": "required"},
            {"field": "x", "message": "Unknown.", "code": "unknown"},
        ]


class TestTheWords:
    @pytest.mark.parametrize("entry", ENTRIES)
    def test_a_message_never_repeats_a_path_a_key_or_a_content_type_that_the_caller_typed(self, entry: Entry) -> None:
        named = {name for _, name, _, _ in Formatter().parse(entry.message) if name}
        assert named.isdisjoint({"path", "idempotency_key", "content_type", "plan_id", "project_id"})

    @pytest.mark.parametrize("entry", ENTRIES)
    def test_a_details_field_that_a_text_names_exists(self, entry: Entry) -> None:
        named = re.findall(r"`details\.(\w+)`", texts_of(entry))
        assert set(named) <= {leaf.split(".")[0] for leaf in row_of(entry)[3]}

    @pytest.mark.parametrize("code", [entry.code for entry in catalogue_for(PARTNER)])
    def test_a_partner_code_that_a_text_names_exists(self, code: str) -> None:
        named = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", texts_of(published(PARTNER, code)))) - {"ALLOWED_HOSTS"}
        assert named <= {entry.code for entry in catalogue_for(PARTNER)}

    @pytest.mark.parametrize("entry", ENTRIES)
    def test_a_text_is_made_of_sentences(self, entry: Entry) -> None:
        sentences = [entry.when, entry.why, *entry.check, *entry.fix, entry.retry_advice, entry.charged]
        assert [text for text in sentences if not text.endswith((".", "?"))] == []


class TestSubclasses:
    def test_the_partner_surface_answers_every_key_alike_that_only_the_database_refuses(self) -> None:
        refused = [InvalidKey(), RevokedKey(revoked_at=datetime(2026, 11, 14, tzinfo=UTC)), AccountInactive()]
        entries = [catalogue_for(PARTNER).entry_for(type(error)) for error in refused]
        assert [entry.code for entry in entries if entry] == ["INVALID_API_KEY"] * 3
        entry = published(PARTNER, "INVALID_API_KEY")
        assert [entry.details_for(error) for error in refused] == [{"reason": "unusable"}] * 3
        assert {entry.message_for(error) for error in refused} == {
            "The API key is well formed, but it is unknown, revoked or expired, or its account is inactive. "
            "Compare its last four characters with those in the list of your keys."
        }

    @pytest.mark.parametrize(
        ("error", "code"),
        [
            (InvalidKey, "invalid_api_key"),
            (MalformedKey, "malformed_api_key"),
            (RevokedKey, "revoked_api_key"),
            (AccountInactive, "workspace_not_found"),
            (MalformedJson, "invalid_json"),
        ],
    )
    def test_the_workspace_surface_tells_them_apart(self, error: type[DomainError], code: str) -> None:
        assert catalogue_for(WORKSPACE).entry_for(error) is published(WORKSPACE, code)

    def test_malformed_json_is_a_failed_validation_on_the_partner_surface(self) -> None:
        assert catalogue_for(PARTNER).entry_for(MalformedJson) is published(PARTNER, "VALIDATION_FAILED")

    def test_an_error_of_the_other_surface_has_no_entry(self) -> None:
        assert catalogue_for(WORKSPACE).entry_for(CustomerNotFound) is None


class TestReading:
    def test_areas_come_in_the_order_of_the_error_table_and_hold_every_code_once(self) -> None:
        grouped = catalogue_for(PARTNER).by_area()
        shown = [Area.ACCESS, Area.REQUEST, Area.BILLING, Area.CUSTOMERS, Area.IMAGING, Area.WEBHOOKS, Area.SERVER]
        assert list(grouped) == shown
        assert [entry for entries in grouped.values() for entry in entries] == list(catalogue_for(PARTNER))

    def test_an_unknown_code_has_no_entry(self) -> None:
        assert catalogue_for(WORKSPACE).get("CUSTOMER_NOT_FOUND") is None
        with pytest.raises(KeyError):
            catalogue_for(WORKSPACE)["CUSTOMER_NOT_FOUND"]

    def test_a_crash_has_its_answer_on_both_surfaces(self) -> None:
        codes = [entry.code for each in CATALOGUES.values() if (entry := each.entry_for(InternalError))]
        assert codes == ["INTERNAL_ERROR", "preflight_failed"]
