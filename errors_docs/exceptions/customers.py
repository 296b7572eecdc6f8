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


@dataclass(eq=False)
class StorageInUse(DomainError):
    """The order that was asked for has less storage than the customer uses.

    ``excess_bytes`` are over its quota; with ``hot_storage_units`` in it, it would have room for all of them.
    """

    used_bytes: int
    quota_gb: int
    excess_bytes: int
    hot_storage_units: int
