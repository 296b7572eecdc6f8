"""Plans by rules: valid for any input, the same each time, about the idea, and built on what is given."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from errors_docs.exceptions import GenerationFailed
from generation.offline import PLANNERS
from generation.offline.phases import DAYS_A_WEEK
from generation.providers.offline import OfflineProvider
from generation.run import make
from generation.tools import TOOLS, Tool
from tests.generation.samples import ARCHITECTURE, FEATURES, IDEA, RESEARCH
from tests.generation.upstream.asking import within

TOOL_SHED = "I want to build a marketplace where neighbours rent tools from each other, with payments and a map"


def plan(tool: Tool | str, idea: str = IDEA, **given: Any) -> dict[str, Any]:
    """The valid result of a tool."""
    chosen = TOOLS[tool] if isinstance(tool, str) else tool
    return within(make(chosen, chosen.input.model_validate({"idea": idea, **given}), OfflineProvider())).result


def feature(number: int, priority: str, days: int) -> dict[str, Any]:
    return {**FEATURES["features"][0], "id": f"F{number}", "priority": priority, "effortDays": days}


def planned(phases: list[dict[str, Any]]) -> list[str]:
    """The ids of the features in the order of the phases."""
    return [named for phase in phases for named in phase["featureIds"]]


WORDS = [
    *["an", "app", "for", "that", "to", "where", "patients", "farmers", "restaurant,", "shop", "teachers"],
    *["photos", "pay", "book", "map", "chat", "sensor", "reports", "ai", "invoice.", "(live)", "delivery"],
]
characters = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"])
sentences = st.lists(st.sampled_from(WORDS), min_size=6, max_size=60).map(" ".join)


def is_taken(idea: str, **others: str) -> bool:
    """Whether the input's schema takes it: which characters and blanks a text may have is its business."""
    try:
        TOOLS["blueprint"].input.model_validate({"idea": idea, **others})
    except ValidationError:
        return False
    return True


ideas = (st.text(characters, min_size=10, max_size=2000) | sentences).filter(is_taken)


@settings(max_examples=100, deadline=None)
@given(ideas, st.none() | st.text(characters, max_size=300).filter(lambda text: is_taken(IDEA, context=text)))
def test_any_idea_has_a_valid_and_consistent_blueprint(idea: str, context: str | None) -> None:
    result = plan("blueprint", idea, context=context)
    labels = {node["label"] for node in result["architecture"]["nodes"]}
    assert all({edge["from"], edge["to"]} <= labels for edge in result["architecture"]["edges"])
    features = {one["id"]: one for one in result["features"]["features"]}
    assert len(features) == len(result["features"]["features"])
    phases = result["phases"]["phases"]
    assert sorted(planned(phases)) == sorted(features)
    order = [features[named]["priority"] for named in planned(phases)]
    assert order == sorted(order)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 22), st.sampled_from(["P0", "P1", "P2", "P3"]), st.integers(1, 90)),
        min_size=1,
        max_size=20,
    )
)
def test_phases_take_each_feature_once_and_have_the_time_that_it_needs(rows: list[tuple[int, str, int]]) -> None:
    """Ids may come twice: then the last one counts."""
    given_features = [feature(*row) for row in rows]
    by_id = {one["id"]: one for one in given_features}
    phases = plan("phases", features={"features": given_features})["phases"]
    assert sorted(planned(phases)) == sorted(by_id)
    for phase in phases:
        days = sum(by_id[named]["effortDays"] for named in phase["featureIds"])
        assert phase["durationWeeks"] == math.ceil(days / DAYS_A_WEEK)


def test_the_same_input_has_the_same_plan() -> None:
    assert plan("blueprint") == plan("blueprint")


def test_every_tool_that_asks_an_upstream_has_rules() -> None:
    assert list(PLANNERS) == [tool.name for tool in TOOLS.values() if not tool.steps]


def test_a_plan_is_about_its_idea() -> None:
    clinics, shed = plan("research"), plan("research", TOOL_SHED)
    assert clinics["audience"][0]["segment"] == "dental clinics"
    assert clinics["summary"].startswith(
        "App for dental clinics is a product in healthcare, first of all for dental clinics. Its promise: a product "
        "that reminds patients of their appointments."
    )
    assert shed["summary"].startswith(
        "Marketplace where neighbours rent tools from each other is a product in property and local services"
    )
    assert clinics["competitors"] != shed["competitors"]
    assert clinics["marketSize"] != shed["marketSize"]


def test_a_plan_says_that_rules_made_it() -> None:
    note = "Made offline by rules from the words of the idea"
    assert note in plan("research")["summary"]
    assert note in plan("architecture")["summary"]


def test_parts_of_the_system_follow_from_words_of_idea_and_context() -> None:
    labels = [node["label"] for node in plan("architecture", TOOL_SHED)["nodes"]]
    assert labels == ["Web app", "Application server", "Sign-in", "Database", "Payment provider", "Map service"]
    more = plan("architecture", TOOL_SHED, context="Owners upload photos of their tools")["nodes"]
    assert [node["label"] for node in more if node["type"] == "storage"] == ["File storage"]


def test_the_market_is_a_product_of_its_stated_parts() -> None:
    market = plan("research")["marketSize"]
    assert market["tam"] == "$2.2 billion a year"
    assert market["reasoning"].startswith("About 2,000,000 possible buyers in healthcare worldwide at $90 a month")


def test_features_are_built_on_the_given_artefacts() -> None:
    nodes = [*ARCHITECTURE["nodes"], {"label": "Fax gate", "type": "gateway", "description": "d", "tech": "t"}]
    features = plan("features", research=RESEARCH, architecture={**ARCHITECTURE, "nodes": nodes})["features"]
    assert [one["name"] for one in features] == [
        "Core flow: App for dental clinics",
        "Access through Fax gate",
        "Manage: Patient",
    ]
    assert all("As someone among owners of clinics, I want" in one["userStories"][0] for one in features)
    assert features[2]["apiSurface"][0] == {"method": "GET", "path": "/patient", "purpose": "Read: Manage: Patient"}


def test_architecture_is_built_for_the_given_audience() -> None:
    assert "Built for owners of clinics;" in plan("architecture", research=RESEARCH)["summary"]


def test_phases_are_ordered_by_priority_and_named_for_their_aim() -> None:
    given_features = [feature(1, "P2", 9), feature(2, "P0", 9), feature(3, "P0", 10)]
    phases = plan("phases", features={"features": given_features})["phases"]
    assert [(phase["name"], phase["featureIds"], phase["durationWeeks"]) for phase in phases] == [
        ("First usable version", ["F2", "F3"], 3),
        ("Growth", ["F1"], 1),
    ]


def test_a_tool_without_rules_fails() -> None:
    stranger = Tool("stranger", "", "", 1, 5, "free", TOOLS["research"].input, TOOLS["research"].output)
    with pytest.raises(GenerationFailed):
        plan(stranger)
