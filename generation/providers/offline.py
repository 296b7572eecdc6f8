"""The provider that needs no model: deterministic plans by rules, so that everything works without a key."""

from pydantic import BaseModel

from errors_docs.exceptions import GenerationFailed
from generation.offline import PLANNERS
from generation.providers.provider import SecondsLeft
from generation.tools import Tool


class OfflineProvider:
    """Plans by ``generation.offline``; the same input gives the same result, for ever of one release."""

    name = "offline"
    model = "rules-1"
    offline = True

    async def complete(self, tool: Tool, given: BaseModel, seconds_left: SecondsLeft) -> object:
        """Raises GenerationFailed for a tool that has no rules."""
        planner = PLANNERS.get(tool.name)
        if planner is None:
            raise GenerationFailed
        return planner(given)

    async def aclose(self) -> None:
        """Nothing was opened."""
