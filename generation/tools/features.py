"""Prioritised feature specs for an idea: user stories, acceptance criteria, API surface, effort."""

from typing import Annotated, Final, Literal

from pydantic import Field

from generation.tools.architecture import Architecture
from generation.tools.artefact import WHOLE, Artefact
from generation.tools.research import Research
from generation.tools.text import Line, Name
from generation.tools.tool import Brief, Tool

Priority = Literal["P0", "P1", "P2", "P3"]
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


class ApiCall(Artefact):
    """An endpoint that the feature adds."""

    method: Method
    path: Line
    purpose: Line


class Feature(Artefact):
    """``id`` is what phases name it by. P0 is needed for the first release, P3 is nice to have."""

    id: Name
    name: Name
    priority: Priority
    user_stories: Annotated[list[Line], Field(min_length=1, max_length=8)]
    acceptance_criteria: Annotated[list[Line], Field(min_length=1, max_length=10)]
    api_surface: Annotated[list[ApiCall], Field(min_length=0, max_length=10)]
    effort_days: Annotated[int, Field(ge=1, le=90), WHOLE]


class Features(Artefact):
    """The result of features."""

    features: Annotated[list[Feature], Field(min_length=1, max_length=20)]


#: What the documents show of a result that is handed on.
EXAMPLE_FEATURES: Final = {
    "features": [
        {
            "id": "F1",
            "name": "Online booking",
            "priority": "P0",
            "userStories": ["As a patient, I want to book a slot at night, so that I needn't call."],
            "acceptanceCriteria": ["A booked slot can't be booked again."],
            "apiSurface": [{"method": "POST", "path": "/bookings", "purpose": "Book a slot"}],
            "effortDays": 8,
        }
    ]
}


class FeaturesInput(Brief):
    """The idea is enough; research tells for whom, architecture what the features run on."""

    research: Research | None = None
    architecture: Architecture | None = None


FEATURES: Final = Tool(
    name="features",
    title="Feature specs",
    summary="Prioritised features with user stories, acceptance criteria, API surface and effort in days.",
    cost=2500,
    deadline_seconds=120,
    lowest_plan="starter",
    input=FeaturesInput,
    output=Features,
    prompt=(
        "Specify six to ten features of the product idea, most important first. Give each an id of its own (F1, F2, "
        "…), a priority (P0: the first release is useless without it), user stories in the form 'As a …, I want …, so "
        "that …', acceptance criteria that can be tested, the HTTP endpoints that it adds, and the effort in whole "
        "days of one developer. If research is given, write for its audience; if architecture is given, build on its "
        "nodes and entities."
    ),
)
