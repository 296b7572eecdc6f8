"""Refusals about webhook endpoints and deliveries."""

from dataclasses import dataclass

from errors_docs.exceptions.base import DomainError


@dataclass(eq=False)
class WebhookNotFound(DomainError):
    """No such endpoint of this account in this mode; another account's looks exactly the same."""


@dataclass(eq=False)
class DeliveryNotFound(DomainError):
    """The endpoint has no such delivery."""


@dataclass(eq=False)
class WebhookLimitReached(DomainError):
    """The account has as many endpoints in this mode as it may."""

    limit: int


@dataclass(eq=False)
class WebhookNotEnabled(DomainError):
    """Nothing can be sent to an endpoint that is paused or disabled."""

    status: str


@dataclass(eq=False)
class ReplayTooLarge(DomainError):
    """The range has more deliveries than one call replays."""

    limit: int
    found: int
