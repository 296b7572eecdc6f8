"""What a tool may be asked with, and what a refused client is told."""

from typing import Any

import pytest
from pydantic import ValidationError

from api.hints import MOST_HINTS
from errors_docs.exceptions import FieldProblem
from generation.tools import TOOLS
from generation.tools.problems import problems
from tests.generation.samples import ARCHITECTURE, FEATURES, IDEA, RESEARCH


def found(tool: str, given: Any) -> list[FieldProblem]:
    """The problems of an input; none if it's taken."""
    try:
        TOOLS[tool].input.model_validate(given)
    except ValidationError as refused:
        return problems(refused, TOOLS[tool].input)
    return []


def told(tool: str, given: Any) -> dict[str, str]:
    """The codes by field."""
    return {problem.field: problem.code for problem in found(tool, given)}


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("research", {}),
        ("research", {"context": "", "projectId": "prj_1"}),
        ("research", {"context": None, "projectId": None}),
        ("architecture", {}),
        ("architecture", {"research": RESEARCH}),
        ("features", {}),
        ("features", {"research": RESEARCH, "architecture": ARCHITECTURE}),
        ("phases", {"features": FEATURES}),
        ("blueprint", {"context": "Only for Spain"}),
    ],
)
def test_these_inputs_are_taken(tool: str, given: dict[str, Any]) -> None:
    assert found(tool, {"idea": IDEA, **given}) == []


@pytest.mark.parametrize(
    ("idea", "code"),
    [
        ("x" * 9, "min_length"),
        ("  " + "x" * 9 + "\n", "min_length"),
        ("x" * 10, ""),
        ("\U0001f600" * 2000 + "\n", ""),
        ("x" * 2001, "max_length"),
        (None, "null"),
        (1234567890, "invalid_type"),
        (["an idea of ten"], "invalid_type"),
        ("an idea with \0 in it", "null_characters_not_allowed"),
        ("an idea with \ud800 in it", "surrogate_characters_not_allowed"),
        ("\u200b" * 12, "invisible"),
        ("\u2800" * 12, "invisible"),
        ("\u0301" * 8, "min_length"),
        ("idea\u200b" * 2 + "\u3164" * 8, "min_length"),
        ("ab" + " " * 20 + "cd", "min_length"),
        ("a" + "\u2800" * 20 + "b", "min_length"),
        ("an idea\u202e with a turn", "direction_character"),
        ("an idea\x1b[2J with an escape", "control_character"),
        ("ten\nlines\tof", ""),
        ("विचार विचार", ""),
    ],
)
def test_an_idea_has_ten_to_two_thousand_characters_that_can_be_stored(idea: Any, code: str) -> None:
    assert told("research", {"idea": idea}) == ({"idea": code} if code else {})


def test_every_problem_is_told_at_once_in_words() -> None:
    assert found("phases", {"idea": "short", "project_id": "p", "context": "x" * 8001}) == [
        FieldProblem("idea", "Ensure this field has at least 10 characters.", "min_length"),
        FieldProblem("context", "Ensure this field has no more than 8000 characters.", "max_length"),
        FieldProblem("features", "This field is required.", "required"),
        FieldProblem("project_id", "There is no such field. Did you mean projectId?", "unknown_field", "projectId"),
    ]


def test_an_artefact_is_checked_down_to_its_leaves() -> None:
    segment = {"segment": 7, "painPoints": [], "willingness": "a\0b", "mood": "good"}
    research = {**RESEARCH, "audience": [RESEARCH["audience"][0], segment], "unitEconomics": None}
    del research["recommendation"]
    assert told("architecture", {"idea": IDEA, "research": research}) == {
        "research.audience.1.segment": "invalid_type",
        "research.audience.1.painPoints": "min_length",
        "research.audience.1.willingness": "null_characters_not_allowed",
        "research.audience.1.mood": "unknown_field",
        "research.unitEconomics": "null",
        "research.recommendation": "required",
    }


def test_choices_and_bounds_are_told() -> None:
    feature = {**FEATURES["features"][0], "priority": "P9", "effortDays": 91}
    assert found("phases", {"idea": IDEA, "features": {"features": [feature]}}) == [
        FieldProblem("features.features.0.priority", "This must be one of P0, P1, P2, P3.", "invalid_choice"),
        FieldProblem("features.features.0.effortDays", "Ensure this value is less than or equal to 90.", "max_value"),
    ]


def test_an_unknown_name_or_word_is_answered_with_what_was_meant() -> None:
    segment = {**RESEARCH["audience"][0], "pain_points": []}
    sent = {"prompt": IDEA, "research": {**RESEARCH, "market_size": 1, "audience": [segment]}, "mood": 1}
    assert {problem.field: problem.suggestion for problem in found("architecture", sent)} == {
        "idea": None,
        "prompt": "idea",
        "research.market_size": "research.marketSize",
        "research.audience.0.pain_points": "research.audience.0.painPoints",
        "mood": None,
    }
    feature = {**FEATURES["features"][0], "priority": "p1"}
    (problem,) = found("phases", {"idea": IDEA, "features": {"features": [feature]}})
    assert (problem.message, problem.suggestion) == ("This must be one of P0, P1, P2, P3. Did you mean P1?", "P1")


def test_where_nothing_is_near_the_message_lists_the_fields() -> None:
    assert found("research", {"idea": IDEA, "research": RESEARCH}) == [
        FieldProblem("research", "There is no such field. The fields are idea, context, projectId.", "unknown_field")
    ]


def test_only_the_first_of_many_unknown_names_are_looked_up() -> None:
    sent = {"project_id" + "_" * number: "p" for number in range(30)}
    assert sum(problem.suggestion == "projectId" for problem in found("research", {"idea": IDEA, **sent})) == MOST_HINTS


def test_artefacts_go_only_where_their_tool_takes_them() -> None:
    assert told("research", {"idea": IDEA, "research": RESEARCH}) == {"research": "unknown_field"}
    assert told("phases", {"idea": IDEA, "features": FEATURES, "research": RESEARCH}) == {"research": "unknown_field"}


@pytest.mark.parametrize("body", [[], "text", 1, None])
def test_what_is_no_object_is_one_problem(body: Any) -> None:
    (problem,) = found("research", body)
    assert problem.field == ""


def test_an_inner_name_stands_for_no_field() -> None:
    assert told("architecture", {"idea": IDEA, "research": {**RESEARCH, "market_size": RESEARCH["marketSize"]}}) == {
        "research.market_size": "unknown_field"
    }


def test_an_idea_and_its_context_are_stored_in_nfc_in_lines_without_what_shows_nothing() -> None:
    given = TOOLS["research"].input.model_validate(
        {"idea": "Ein Bu\u0308ro\u200b\r\nfür alle", "context": "Su\u0308d\u2028Nord"}
    )
    assert (given.idea, given.context) == ("Ein Büro\nfür alle", "Süd\nNord")


def test_a_context_that_shows_nothing_is_refused_and_an_empty_one_is_none() -> None:
    assert told("research", {"idea": IDEA, "context": "\u200b\u3164"}) == {"context": "invisible"}
    assert told("research", {"idea": IDEA, "context": "B2B"}) == {}
    assert found("research", {"idea": "ab" + " " * 9})[0].message == "Ensure this field has at least 10 characters."
    said = "Ensure this field has at least 10 characters that can be seen."
    assert found("research", {"idea": "ab" + " " * 9 + "c"})[0].message == said
