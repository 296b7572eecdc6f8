"""A delivery plan: the given features in phases that each end with something usable."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field

from generation.tools.artefact import WHOLE, Artefact
from generation.tools.features import EXAMPLE_FEATURES, Features
from generation.tools.text import Line, Name
from generation.tools.tool import EXAMPLE_IDEA, Brief, Tool


class Phase(Artefact):
    """A part of the work that ends with something usable."""

    name: Annotated[Name, Field(description="what the phase is called")]
    goal: Annotated[Line, Field(description="what is reached with it")]
    duration_weeks: Annotated[int, Field(ge=1, le=52, description="whole weeks of two developers"), WHOLE]
    feature_ids: Annotated[
        list[Name], Field(min_length=0, max_length=20, description="id of each given feature that it delivers")
    ]
    exit_criteria: Annotated[
        list[Line], Field(min_length=1, max_length=10, description="what can be checked when it ends")
    ]


class Phases(Artefact):
    """The result of phases."""

    phases: Annotated[list[Phase], Field(min_length=1, max_length=12, description="one after the other")]


class PhasesInput(Brief):
    """Features are required: phases put given ones in order, and could only invent ids without them."""

    example: ClassVar[Mapping[str, Any]] = {"idea": EXAMPLE_IDEA, "features": EXAMPLE_FEATURES}

    features: Annotated[Features, Field(description="The `data` of features; each is put into one phase.")]


PHASES: Final = Tool(
    name="phases",
    title="Delivery phases",
    summary="The features in phases with goals, durations and exit criteria.",
    cost=3000,
    deadline_seconds=180,
    lowest_plan="starter",
    input=PhasesInput,
    output=Phases,
    prompt=(
        "Plan the delivery of the given features for a team of two developers. Put every feature into exactly one "
        "phase, named by its id in featureIds, P0 first; each phase ends with something that users can try. Give each "
        "a goal, a duration in whole weeks that fits the effort of its features, and exit criteria that can be checked."
    ),
)
