"""The generation tools. A new one is one file here and its place in TOOLS; names are public and never reused."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from generation.tools.architecture import ARCHITECTURE
from generation.tools.blueprint import BLUEPRINT
from generation.tools.features import FEATURES
from generation.tools.phases import PHASES
from generation.tools.research import RESEARCH
from generation.tools.tool import Tool, by_name

__all__ = ["TOOLS", "Tool"]

TOOLS: Final[Mapping[str, Tool]] = MappingProxyType(by_name(RESEARCH, ARCHITECTURE, FEATURES, PHASES, BLUEPRINT))
