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
    """The content, whatever its name says, is no document of an accepted type."""

    allowed: Sequence[str]


@dataclass(eq=False)
class AgentNotFound(DomainError):
    """This customer has no such agent, or it was revoked."""
