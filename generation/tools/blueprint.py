"""The four tools in a row, each fed with the results before it."""

from typing import Final

from generation.tools.architecture import ARCHITECTURE, Architecture
from generation.tools.artefact import Artefact
from generation.tools.features import FEATURES, Features
from generation.tools.phases import PHASES, Phases
from generation.tools.research import RESEARCH, Research
from generation.tools.tool import Brief, Tool


class Blueprint(Artefact):
    """The result of blueprint: the four results, each as its own tool gives it."""

    research: Research
    architecture: Architecture
    features: Features
    phases: Phases


BLUEPRINT: Final = Tool(
    name="blueprint",
    title="Blueprint",
    summary="Research, architecture, features and phases in one call, each built on the ones before.",
    cost=15000,
    deadline_seconds=300,
    lowest_plan="starter",
    input=Brief,
    output=Blueprint,
    steps=(RESEARCH, ARCHITECTURE, FEATURES, PHASES),
)
