"""The tools as the contract lists them, and the field names of their results."""

from typing import Any

import pytest
from pydantic import ValidationError

from generation.tools import TOOLS
from generation.tools.tool import by_name
from tests.generation.samples import ARCHITECTURE, BLUEPRINT, FEATURES, PHASES, RESEARCH

SAMPLES: dict[str, dict[str, Any]] = {
    "research": RESEARCH,
    "architecture": ARCHITECTURE,
    "features": FEATURES,
    "phases": PHASES,
    "blueprint": BLUEPRINT,
}


def test_names_costs_deadlines_and_plans_are_the_contracts() -> None:
    listed = [(tool.name, tool.cost, tool.deadline_seconds, tool.lowest_plan) for tool in TOOLS.values()]
    assert listed == [
        ("research", 2500, 90, "free"),
        ("architecture", 2000, 120, "free"),
        ("features", 2500, 120, "starter"),
        ("phases", 3000, 180, "starter"),
        ("blueprint", 15000, 300, "starter"),
    ]
    assert list(TOOLS) == [tool.name for tool in TOOLS.values()]


def test_a_name_is_given_once() -> None:
    with pytest.raises(ValueError, match="two tools are named research"):
        by_name(TOOLS["research"], TOOLS["phases"], TOOLS["research"])


@pytest.mark.parametrize("name", list(TOOLS))
def test_results_have_the_contracts_field_names(name: str) -> None:
    output = TOOLS[name].output.model_validate(SAMPLES[name])
    assert output.model_dump(mode="json", by_alias=True) == SAMPLES[name]


@pytest.mark.parametrize("name", list(TOOLS))
def test_no_field_of_a_result_may_be_missing_and_none_be_added(name: str) -> None:
    for path, changed in variations(SAMPLES[name]):
        with pytest.raises(ValidationError):
            TOOLS[name].output.model_validate(changed)
        assert path


def variations(value: Any, path: str = "$") -> list[tuple[str, Any]]:
    """The JSON value with one field left out, or one added, wherever there is an object."""
    found: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        found = [(path, {**value, "extra": "x"})]
        for name, inner in value.items():
            found.append((f"{path}.{name}", {other: kept for other, kept in value.items() if other != name}))
            found += [(at, {**value, name: changed}) for at, changed in variations(inner, f"{path}.{name}")]
    elif isinstance(value, list):
        found = [(at, [changed, *value[1:]]) for at, changed in (variations(value[0], path + "[0]") if value else [])]
    return found


def test_a_node_has_one_of_the_ten_types() -> None:
    schema = TOOLS["architecture"].output.model_json_schema()
    assert schema["$defs"]["Node"]["properties"]["type"]["enum"] == [
        "frontend",
        "backend",
        "database",
        "auth",
        "queue",
        "storage",
        "cache",
        "ai",
        "gateway",
        "external",
    ]


def test_a_whole_number_may_be_written_with_a_fraction_of_zero() -> None:
    feature = {**FEATURES["features"][0], "effortDays": 5.0}
    output = TOOLS["features"].output.model_validate({"features": [feature]})
    assert output.model_dump(mode="json") == FEATURES


@pytest.mark.parametrize("days", ["5", True, 0, 91, 2.5, None])
def test_what_is_no_whole_number_within_bounds_is_refused(days: Any) -> None:
    with pytest.raises(ValidationError):
        TOOLS["features"].output.model_validate({"features": [{**FEATURES["features"][0], "effortDays": days}]})
