"""Refusals about studies and the reports attached to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from errors_docs.exceptions.base import DomainError


@dataclass(eq=False)
class StudyNotFound(DomainError):
    """The study is not this customer's, or not indexed yet; the two cannot be told apart from outside."""


@dataclass(eq=False)
class ReportNotFound(DomainError):
    """This customer has no such report."""


@dataclass(eq=False)
class StorageFull(DomainError):
    """The upload would take the customer over its storage quota; nothing was stored."""

    quota_gb: int
    used_bytes: int
    required_bytes: int


@dataclass(eq=False)
class ReportTooLarge(DomainError):
    """The report has more bytes than a report may have."""

    limit_bytes: int


@dataclass(eq=False)
class InvalidReportType(DomainError):
    """The content, whatever its name says, is not a document of an accepted type, or it holds what none may hold.

    ``reason`` is one of errors_docs/catalogues/document_reasons.py; ``found`` says in fixed words what was found.
    """

    allowed: Sequence[str]
    reason: str = "not_a_document"
    found: str | None = None

    @property
    def summary(self) -> str:
        """What was found, for the message; on the page of the code the name of the field that has it."""
        return self.found or "details.found"


@dataclass(eq=False)
class AgentNotFound(DomainError):
    """This customer has no such agent, or it was revoked."""
