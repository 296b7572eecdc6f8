"""Plans by rules: one planner for each tool that asks an upstream. A planner gives the JSON of the tool's output."""

from collections.abc import Callable, Mapping
from typing import Any, Final

PLANNERS: Final[Mapping[str, Callable[[Any], dict[str, Any]]]] = {}
