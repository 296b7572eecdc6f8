"""Refusals of the generation tools. None of them charges anything."""

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
class GenerationFailed(DomainError):
    """The upstream refused, or answered something that is not valid output of the tool."""


@dataclass(eq=False)
class GenerationTimeout(DomainError):
    """No result before the tool's deadline."""

    timeout_seconds: int
