"""Refusals about the shape of a request, whatever it asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from errors_docs.exceptions.base import DomainError


@dataclass(frozen=True)
class FieldProblem:
    """One thing wrong with one field; ``field`` is a path such as addOns.hotStorageUnits, "" for the whole body."""

    field: str
    message: str
    code: str
    suggestion: Annotated[str | None, "the name or the value that was probably meant"] = None


@dataclass(eq=False)
class ValidationFailed(DomainError):
    """Body, query or header failed validation; never empty."""

    problems: Sequence[FieldProblem]

    @property
    def summary(self) -> str:
        """The first problem in words, with how many more there are: a reader of the log sees what to mend."""
        first = self.problems[0]
        named = f"{first.field}: {first.message}" if first.field else first.message
        more = len(self.problems) - 1
        return named if more == 0 else f"{named} (and {more} more)"


@dataclass(eq=False)
class MalformedJson(ValidationFailed):
    """The body is not JSON at all, or not JSON of the expected outer shape."""


@dataclass(eq=False)
class EndpointNotFound(DomainError):
    """No endpoint lives at this path; ``suggestion`` is the path that was probably meant, with its ``methods``."""

    path: str
    suggestion: str | None = None
    methods: Sequence[str] | None = None


@dataclass(eq=False)
class MethodNotAllowed(DomainError):
    """The endpoint exists but does not take this method."""

    method: str
    allowed: Sequence[str]

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Allow": ", ".join(self.allowed)}


@dataclass(eq=False)
class UnsupportedMediaType(DomainError):
    """The body's Content-Type is none that the endpoint reads."""

    content_type: str
    supported: Sequence[str]


@dataclass(eq=False)
class RequestTooLarge(DomainError):
    """The body is larger than the endpoint takes; refused while reading, the rest was never read."""

    limit_bytes: int


@dataclass(eq=False)
class RequestTimeout(DomainError):
    """The body did not arrive in time."""

    timeout_seconds: int


@dataclass(eq=False)
class InvalidHost(DomainError):
    """The Host header names no host that this server answers for."""


@dataclass(eq=False)
class IdempotencyKeyReused(DomainError):
    """The Idempotency-Key was used before with another request."""

    idempotency_key: str


@dataclass(eq=False)
class IdempotencyInProgress(DomainError):
    """The first request with this Idempotency-Key has not ended yet."""

    idempotency_key: str
    retry_after: int = 1

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Retry-After": str(self.retry_after)}


@dataclass(eq=False)
class PreconditionFailed(DomainError):
    """The object isn't what If-Match says that it is, so nothing was done to it."""


@dataclass(eq=False)
class ServiceUnavailable(DomainError):
    """The server is full or stopping, or a part of it is away; nothing of the request was begun."""

    retry_after: int = 1

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Retry-After": str(self.retry_after)}


@dataclass(eq=False)
class InternalError(DomainError):
    """An unexpected fault of the server; the transaction was rolled back."""
