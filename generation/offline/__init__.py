"""Plans by rules: one planner for each tool that asks an upstream. A planner gives the JSON of the tool's output."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from generation.offline.architecture import plan_architecture
from generation.offline.features import plan_features
from generation.offline.phases import plan_phases
from generation.offline.research import plan_research

PLANNERS: Final[Mapping[str, Callable[[Any], dict[str, Any]]]] = {
    "research": plan_research,
    "architecture": plan_architecture,
    "features": plan_features,
    "phases": plan_phases,
}
