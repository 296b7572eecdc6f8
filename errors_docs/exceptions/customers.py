"""Refusals about a partner's customers."""

from dataclasses import dataclass

from errors_docs.exceptions.base import DomainError


@dataclass(eq=False)
class CustomerNotFound(DomainError):
    """No such customer of this partner in this mode; another partner's looks exactly the same."""


@dataclass(eq=False)
class CustomerExists(DomainError):
    """The partner already has a customer with this email address."""


@dataclass(eq=False)
class OperationNotAllowed(DomainError):
    """The customer's state, or who uploaded a file, does not allow this operation."""

    status: str
