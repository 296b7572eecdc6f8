"""What an endpoint's method declares of itself: scope, input, answer and errors, in one place beside the code.

The declaration is enforced while serving, and OpenAPI, the docs and the permission table are derived from it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

from pydantic import BaseModel
from rest_framework.serializers import BaseSerializer

from errors_docs.exceptions import (
    AccountInactive,
    AddressNotAllowed,
    ConflictingKeys,
    DomainError,
    IdempotencyInProgress,
    IdempotencyKeyReused,
    InsufficientScope,
    InternalError,
    InvalidHost,
    InvalidKey,
    MalformedJson,
    MalformedKey,
    MissingKey,
    PreconditionFailed,
    RateLimited,
    RequestTimeout,
    RequestTooLarge,
    RevokedKey,
    ServiceUnavailable,
    UnsupportedMediaType,
    ValidationFailed,
)

#: Any request to an endpoint with a key may end so, before the endpoint's own code is reached. The special cases of
#: InvalidKey are listed because a surface may publish them under codes of their own.
KEYED_ERRORS: Sequence[type[DomainError]] = (
    MissingKey,
    ConflictingKeys,
    InvalidKey,
    MalformedKey,
    RevokedKey,
    AccountInactive,
    InsufficientScope,
    AddressNotAllowed,
    RateLimited,
)
#: Every operation checks what comes with a request (api/input.py): any may be refused for it.
INPUT_ERRORS: Sequence[type[DomainError]] = (MalformedJson, ValidationFailed, UnsupportedMediaType)
#: Any request at all may end so.
SERVER_ERRORS: Sequence[type[DomainError]] = (
    InvalidHost,
    RequestTooLarge,
    RequestTimeout,
    ServiceUnavailable,
    InternalError,
)
#: Added by a method that changes something: it takes an Idempotency-Key.
IDEMPOTENCY_ERRORS: Sequence[type[DomainError]] = (IdempotencyKeyReused, IdempotencyInProgress)
CHANGING_METHODS = frozenset({"post", "put", "patch", "delete"})
#: Methods that take If-Match, whatever they are declared with.
CONDITIONAL_METHODS = frozenset({"patch", "delete"})
#: Added by If-Match.
CONDITIONAL_ERRORS: Sequence[type[DomainError]] = (ValidationFailed, PreconditionFailed)

JSON: Final = "application/json"

#: Not shared, and asked again before each use: an answer belongs to one key, and the next request may change it.
REVALIDATED: Final = "private, no-cache"
NEVER_STORED: Final = "no-store"

Handler = TypeVar("Handler", bound=Callable[..., Any])


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One method of one endpoint."""

    summary: str
    #: A dataclass, or a pydantic model for JSON that is stored as such: the shape of ``data`` in the success envelope.
    answer: type
    #: The scope that the key needs; None for an endpoint that takes no key.
    scope: str | None
    status: int = 200
    #: A dataclass: the shape of ``meta`` beside ``data``, on a surface that has one.
    meta: type | None = None
    #: Other good statuses, each with the shape of its answer and of its meta.
    also: Mapping[int, tuple[type, type | None]] = field(default_factory=dict)
    #: Request headers that this operation reads, as OpenAPI's parameter objects without name and place.
    headers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    #: A serializer for the body, the body's media type, and a serializer for the query string. Without one, a body or a
    #: query parameter is refused by name. A body may be a pydantic model too, which the endpoint's own code then reads.
    body: type[BaseSerializer[Any]] | type[BaseModel] | None = None
    body_type: str = JSON
    query: type[BaseSerializer[Any]] | None = None
    #: What the endpoint's own code may raise.
    errors: Sequence[type[DomainError]] = ()
    #: Markdown for the reference page; more than the summary says.
    description: str = ""
    #: The answer holds a secret that is shown once; where it is kept for retries, it is encrypted.
    answers_secret: bool = False
    #: No cache may store the answer: it names patients, or has an address that opens their files.
    never_stored: bool = False
    #: The method takes If-Match. The decorator sets it for CONDITIONAL_METHODS.
    conditional: bool = False
    #: The method changes something, so it takes an Idempotency-Key. Set by the decorator, from the method's name.
    changes: bool = False

    @property
    def all_errors(self) -> tuple[type[DomainError], ...]:
        """The endpoint's own errors, then those that its declaration brings along, each once."""
        keyed = KEYED_ERRORS if self.scope is not None else ()
        given = tuple(error for error in INPUT_ERRORS if error is not MalformedJson or self.body_type == JSON)
        changing = IDEMPOTENCY_ERRORS if self.changes and self.scope is not None else ()
        conditional = CONDITIONAL_ERRORS if self.conditional else ()
        return tuple(dict.fromkeys((*self.errors, *given, *changing, *conditional, *keyed, *SERVER_ERRORS)))

    @property
    def cache_control(self) -> str:
        """Cache-Control of a good answer."""
        return NEVER_STORED if self.changes or self.never_stored else REVALIDATED

    def declares(self, error: DomainError) -> bool:
        """True if the error, or one of its bases, is declared."""
        return isinstance(error, self.all_errors)


def operation(declared: Operation) -> Callable[[Handler], Handler]:
    """Attaches a declaration to a view's method: ``@operation(Operation(summary=…, scope=…, answer=…))``."""

    def attach(handler: Handler) -> Handler:
        changes = handler.__name__ in CHANGING_METHODS
        conditional = declared.conditional or handler.__name__ in CONDITIONAL_METHODS
        handler.operation = replace(declared, changes=changes, conditional=conditional)  # type: ignore[attr-defined]  # functions take attributes
        return handler

    return attach


def operation_of(handler: Callable[..., Any] | None) -> Operation | None:
    """The declaration of a view's method, or None if it has none."""
    return getattr(handler, "operation", None)
