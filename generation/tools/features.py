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

    method: Annotated[Method, Field(description="of HTTP")]
    path: Annotated[Line, Field(description="below the product's own address")]
    purpose: Annotated[Line, Field(description="what the endpoint does")]


class Feature(Artefact):
    """What users can do with the product, and what it takes to build it."""

    id: Annotated[Name, Field(description="such as F1; phases refer to it")]
    name: Annotated[Name, Field(description="what the feature is called")]
    priority: Annotated[Priority, Field(description="from P0, needed for the first release, to P3, nice to have")]
    user_stories: Annotated[list[Line], Field(min_length=1, max_length=8, description="As a …, I want …, so that …")]
    acceptance_criteria: Annotated[
        list[Line], Field(min_length=1, max_length=10, description="what can be tested once it is done")
    ]
    api_surface: Annotated[
        list[ApiCall], Field(min_length=0, max_length=10, description="the HTTP endpoints that it adds")
    ]
    effort_days: Annotated[int, Field(ge=1, le=90, description="whole days of one developer"), WHOLE]


class Features(Artefact):
    """The result of features."""

    features: Annotated[list[Feature], Field(min_length=1, max_length=20, description="most important first")]


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

    research: Annotated[Research | None, Field(description="The `data` of research: for whom the features are.")] = None
    architecture: Annotated[
        Architecture | None, Field(description="The `data` of architecture: what the features run on.")
    ] = None


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
