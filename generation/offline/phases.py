"""Phases by rules: features by priority, cut into phases that two developers can see the end of."""

from collections.abc import Iterator
from typing import Any, Final

from generation.offline.subject import clipped, subject_of
from generation.tools.features import Feature, Priority
from generation.tools.phases import PhasesInput

#: Days of effort that two developers do in a week, with one left for what nobody planned.
DAYS_A_WEEK: Final = 9
#: A phase of more days is cut, unless the whole is so large that there would be too many phases.
PHASE_DAYS: Final = 40
LONGEST_PHASE_DAYS: Final = 52 * DAYS_A_WEEK
STAGES: Final[tuple[tuple[Priority, str, str], ...]] = (
    ("P0", "First usable version", "{} can be used from end to end by the first ten people"),
    ("P1", "Fit for paying customers", "{} is worth its price, and carries the first hundred"),
    ("P2", "Growth", "{} saves its users more work, and brings in others"),
    ("P3", "Polish", "{} becomes pleasant where it's only correct"),
)


def plan_phases(given: PhasesInput) -> dict[str, Any]:
    """The JSON of Phases: every given feature in one phase, by its id, with the time that its effort takes."""
    features = list({feature.id: feature for feature in given.features.features}.values())
    title = subject_of(given).title
    longest = min(max(PHASE_DAYS, sum(feature.effort_days for feature in features) // 2), LONGEST_PHASE_DAYS)
    return {
        "phases": [
            _phase(clipped(name + suffix, 80), goal.format(title), chunk)
            for priority, name, goal in STAGES
            for chunk, suffix in _numbered(_chunks([one for one in features if one.priority == priority], longest))
        ]
    }


def _chunks(features: list[Feature], longest: int) -> list[list[Feature]]:
    """In their order, each of at most ``longest`` days."""
    chunks: list[list[Feature]] = []
    for feature in features:
        if chunks and _days(chunks[-1]) + feature.effort_days <= longest:
            chunks[-1].append(feature)
        else:
            chunks.append([feature])
    return chunks


def _numbered(chunks: list[list[Feature]]) -> Iterator[tuple[list[Feature], str]]:
    for number, chunk in enumerate(chunks, start=1):
        yield chunk, f", part {number}" if len(chunks) > 1 else ""


def _phase(name: str, goal: str, features: list[Feature]) -> dict[str, Any]:
    return {
        "name": name,
        "goal": clipped(goal, 240),
        "durationWeeks": -(-_days(features) // DAYS_A_WEEK),
        "featureIds": [feature.id for feature in features],
        "exitCriteria": [
            *(clipped(f"{feature.name}: {feature.acceptance_criteria[0]}", 240) for feature in features[:4]),
            "Five people of the audience did it without help, and what stopped them is mended",
        ],
    }


def _days(features: list[Feature]) -> int:
    return sum(feature.effort_days for feature in features)
