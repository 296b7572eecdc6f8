"""What an unknown name or value of an input is answered with: what was probably meant, in words and for programs."""

from typing import Any

import pytest
from django.test import Client
from rest_framework import serializers
from rest_framework.serializers import ValidationError

from api.hints import KEY_ELSEWHERE, MOST_HINTS, MOST_LISTED, listed
from api.openapi.endpoints import endpoints
from api.serializers import Choice, StrictSerializer
from credits.history import HistoryQuery
from customers.inputs import AddOnsInput, CustomerQuery, DryRunQuery, NewCustomerInput
from errors_docs.exceptions import FieldProblem, ValidationFailed
from errors_docs.exceptions.request import LONGEST_NAME, shortened
from errors_docs.surfaces import SURFACES
from errors_docs.translation import domain_error
from imaging.inputs import ReportInput, StudyQuery, TimelineLinkInput
from webhooks.inputs import DeliveryQuery, NewWebhookInput, WebhookChangeInput


def refused(kind: type[StrictSerializer], **sent: Any) -> list[FieldProblem]:
    """The problems of an input."""
    try:
        kind(data=sent).is_valid(raise_exception=True)
    except ValidationError as wrong:
        failed = domain_error(wrong, [], [])
        assert isinstance(failed, ValidationFailed)
        return list(failed.problems)
    return []


def hint(kind: type[StrictSerializer], name: str, value: Any = "x") -> str | None:
    """What is suggested for one name or its value."""
    found = {problem.field: problem for problem in refused(kind, **{name: value})}
    shown = shortened(name, LONGEST_NAME)
    (problem,) = [problem for field, problem in found.items() if field in (shown, f"{name}.0", f"{name}.1")]
    return problem.suggestion


@pytest.mark.parametrize(
    ("kind", "name", "meant"),
    [
        (NewCustomerInput, "plan_id", "planId"),
        (NewCustomerInput, "plan", "planId"),
        (NewCustomerInput, "product", "planId"),
        (NewCustomerInput, "emial", "email"),
        (NewCustomerInput, "emailAddress", "email"),
        (NewCustomerInput, "quantity", "seats"),
        (NewCustomerInput, "company", "companyName"),
        (NewCustomerInput, "locale", "language"),
        (NewCustomerInput, "trial_period_days", "trialDays"),
        (NewCustomerInput, "focus-mode", "accountFocusMode"),
        (NewCustomerInput, "hotStorageUnits", "addOns.hotStorageUnits"),
        (NewCustomerInput, "cold_storage_units", "addOns.coldStorageUnits"),
        (NewCustomerInput, "addOns.extraServers", "addOns.extraServers"),
        (NewCustomerInput, "addOns[extraServers]", "addOns.extraServers"),
        (NewCustomerInput, "webhookUrl", None),
        (NewCustomerInput, "x" * 100_000, None),
        (CustomerQuery, "per_page", "limit"),
        (CustomerQuery, "pageSize", "limit"),
        (CustomerQuery, "q", "search"),
        (CustomerQuery, "plan_id", "planId"),
        (HistoryQuery, "starting_after", "cursor"),
        (DryRunQuery, "dry_run", "dryRun"),
        (DryRunQuery, "dryrun", "dryRun"),
        (StudyQuery, "patient", "patientId"),
        (StudyQuery, "since", "from"),
        (DeliveryQuery, "start", "from"),
        (NewWebhookInput, "endpoint", "url"),
        (NewWebhookInput, "eventTypes", "events"),
        (TimelineLinkInput, "ttl", "expiresInHours"),
        (ReportInput, "type", "reportType"),
        (ReportInput, "report_type", "reportType"),
        (ReportInput, "document", "file"),
    ],
)
def test_an_unknown_name_is_answered_with_the_field_that_was_meant(
    kind: type[StrictSerializer], name: str, meant: str | None
) -> None:
    assert hint(kind, name) == meant


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("coldStorage", "addOns.coldStorageUnits"),
        ("hot_storage_units", "addOns.hotStorageUnits"),
        ("seats", "seats"),
        ("quantity", "seats"),
        ("fax", None),
    ],
)
def test_a_field_within_an_object_is_suggested_with_its_whole_path(name: str, meant: str | None) -> None:
    (problem,) = [problem for problem in refused(NewCustomerInput, addOns={name: 1}) if "addOns" in problem.field]
    assert (problem.field, problem.code, problem.suggestion) == (f"addOns.{name}", "unknown_field", meant)


@pytest.mark.parametrize(
    ("kind", "name", "value", "meant"),
    [
        (NewCustomerInput, "accountFocusMode", "Medical", "medical"),
        (NewCustomerInput, "accountFocusMode", "medcal", "medical"),
        (NewCustomerInput, "accountFocusMode", "x", None),
        (CustomerQuery, "status", "suspend", "suspended"),
        (ReportInput, "reportType", "Radiolgy", "radiology"),
        (DeliveryQuery, "event", "customer_created", "customer.created"),
        (WebhookChangeInput, "status", "enable", "enabled"),
        (NewWebhookInput, "events", ["customer.create"], "customer.created"),
        (NewWebhookInput, "events", ["credits.low", "creditsDepleted"], "credits.depleted"),
    ],
)
def test_an_unknown_word_is_answered_with_the_one_that_was_meant(
    kind: type[StrictSerializer], name: str, value: Any, meant: str | None
) -> None:
    assert hint(kind, name, value) == meant


def test_the_message_says_what_was_meant_or_what_there_is() -> None:
    assert refused(DryRunQuery, dry="true", sandbox="true") == [
        FieldProblem("dry", "There is no such field. Did you mean dryRun?", "unknown_field", "dryRun"),
        FieldProblem("sandbox", "There is no such field. The fields are dryRun.", "unknown_field"),
    ]
    assert refused(WebhookChangeInput, status="pause") == [
        FieldProblem("status", "This must be one of enabled, paused. Did you mean paused?", "invalid_choice", "paused")
    ]


@pytest.mark.parametrize("name", ["api_key", "apiKey", "token", "access_token", "key"])
def test_a_key_among_the_fields_is_told_where_keys_go(name: str) -> None:
    assert refused(DryRunQuery, **{name: "sk_live_x"}) == [FieldProblem(name, KEY_ELSEWHERE, "unknown_field")]


def test_a_choice_of_another_type_is_refused_without_a_suggestion() -> None:
    assert [(problem.code, problem.suggestion) for problem in refused(WebhookChangeInput, status=1)] == [
        ("invalid_type", None)
    ]
    assert [problem.code for problem in refused(NewWebhookInput, url="https://hooks.example.com", events=[1])] == [
        "invalid_choice"
    ]


def test_a_long_list_is_cut() -> None:
    names = [f"n{number}" for number in range(MOST_LISTED + 1)]
    assert listed("There are", names) == f"There are {', '.join(names[:MOST_LISTED])}, …."
    assert listed("There are", []) == ""


def test_only_the_first_of_many_unknown_names_are_looked_up() -> None:
    sent = {"plan_id" + "_" * number: 1 for number in range(30)}
    found = [problem for problem in refused(NewCustomerInput, **sent) if problem.code == "unknown_field"]
    assert sum(problem.suggestion == "planId" for problem in found) == MOST_HINTS


def test_an_object_without_inner_objects_suggests_its_own_fields() -> None:
    assert [problem.suggestion for problem in refused(AddOnsInput, hotStorage=1)] == ["hotStorageUnits"]


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
def test_every_choice_of_every_endpoint_suggests(surface: Any) -> None:
    kinds = {kind for found in endpoints(surface) for kind in (found.operation.body, found.operation.query)}
    inputs = [kind() for kind in kinds if isinstance(kind, type) and issubclass(kind, serializers.Serializer)]
    fields = [getattr(field, "child", field) for given in inputs for field in given.fields.values()]
    choices = [field for field in fields if isinstance(field, serializers.ChoiceField)]
    assert [field for field in choices if not isinstance(field, Choice)] == []
    assert choices


@pytest.mark.urls("tests.api.endpoints")
def test_a_suggestion_stands_beside_the_problem_in_the_answer(client: Client) -> None:
    answer = client.post("/api/partner/v1/echo", '{"full_name": "Ada", "x": 1}', content_type="application/json")
    assert answer.json()["error"]["details"] == [
        {"field": "fullName", "message": "This field is required.", "code": "required"},
        {
            "field": "full_name",
            "message": "There is no such field. Did you mean fullName?",
            "code": "unknown_field",
            "suggestion": "fullName",
        },
        {
            "field": "x",
            "message": "There is no such field. The fields are fullName, seats, addOns.",
            "code": "unknown_field",
        },
    ]
