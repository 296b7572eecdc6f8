"""Refusals of the generation tools. None of them charges anything."""

from collections.abc import Mapping
from dataclasses import dataclass

from errors_docs.exceptions.base import DomainError


@dataclass(eq=False)
class PlanGate(DomainError):
    """The tool belongs to a higher plan."""

    required_plan: str
    current_plan: str


@dataclass(eq=False)
class RegenerationLimit(DomainError):
    """The project has used up the plan's regenerations of this tool."""

    cap: int
    used: int
    project_id: str


@dataclass(eq=False)
class TooManyGenerations(DomainError):
    """As many generations of the workspace run as may run at once."""

    limit: int
    retry_after: int

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Retry-After": str(self.retry_after)}


@dataclass(eq=False)
class GenerationNotFound(DomainError):
    """No such generation of this workspace in this mode; another workspace's looks exactly the same."""


@dataclass(eq=False)
class GenerationFailed(DomainError):
    """The upstream refused, or answered something that is not valid output of the tool."""


@dataclass(eq=False)
class GenerationTimeout(DomainError):
    """No result before the tool's deadline."""

    timeout_seconds: int
