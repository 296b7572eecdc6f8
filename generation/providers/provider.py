"""What makes results: an upstream server, or the offline planner."""

from collections.abc import Callable
from typing import Any, Protocol

from pydantic import BaseModel

from generation.tools import Tool

SecondsLeft = Callable[[], float]


class Provider(Protocol):
    """An instance belongs to one event loop, takes any number of calls at once, and is closed with that loop.

    ``name`` and ``model`` say in a result where it comes from; ``offline`` that no model was asked.
    """

    @property
    def name(self) -> str: ...

    @property
    def model(self) -> str: ...

    @property
    def offline(self) -> bool: ...

    async def complete(self, tool: Tool, given: BaseModel, seconds_left: SecondsLeft) -> Any:
        """The JSON value that should be the tool's output; the caller validates it and enforces the deadline.

        ``seconds_left`` tells how long the caller still waits, for deciding whether a retry fits. Raises
        GenerationFailed, with the reason logged.
        """
        ...

    async def aclose(self) -> None:
        """Ends its connections; safe to call twice."""
        ...
