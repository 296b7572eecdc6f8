"""Refusals about the shape of a request, whatever it asks for."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Final, Self

from errors_docs.exceptions.base import DomainError

#: A request that is wrong in more places than this is told so; the sender repairs these first.
MOST_PROBLEMS: Final = 50
#: Bytes of JSON of all of them together, so that a refusal is below 64 kB whatever the names are made of. Over MCP a
#: result has it twice, once inside of a text.
LARGEST_PROBLEMS: Final = 16 * 1024
LONGEST_NAME: Final = 120
LONGEST_TEXT: Final = 300

FORM: Final = "multipart/form-data"
#: What each header may say, in the characters that RFC 9110 has for it.
_WORDED: Final = {
    "Content-Type": re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+", re.ASCII),
    "Content-Encoding": re.compile(r"[\w.+-]+(, ?[\w.+-]+)*", re.ASCII),
}
#: What clients send who were told nothing else.
_MEDIA_REASONS: Final = {"application/x-www-form-urlencoded": "form", FORM: "form", "text/plain": "text"}


@dataclass(frozen=True)
class FieldProblem:
    """One thing wrong with one field; ``field`` is a path such as addOns.hotStorageUnits, "" for the whole body."""

    field: str
    message: str
    code: str
    suggestion: Annotated[str | None, "the name or the value that was probably meant"] = None

    def shortened(self) -> Self:
        """Return it with a name and a text of bounded length: both may repeat what was sent."""
        return replace(self, field=shortened(self.field, LONGEST_NAME), message=shortened(self.message, LONGEST_TEXT))

    @property
    def size(self) -> int:
        """How many bytes of JSON it is."""
        return len(json.dumps(vars(self), ensure_ascii=False).encode(errors="surrogatepass"))


def shortened(text: str, longest: int) -> str:
    """Return the text, or its beginning and an ellipsis if it is longer."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


@dataclass(eq=False)
class ValidationFailed(DomainError):
    """Body, query or header failed validation; never empty. At most MOST_PROBLEMS are kept, of however many."""

    problems: Sequence[FieldProblem]

    #: Whether there are further problems. Not a field: ``details`` is the problems and nothing else.
    has_more = False

    def __post_init__(self) -> None:
        """Keep the first problems, each in few words."""
        kept: list[FieldProblem] = []
        size = 0
        for problem in self.problems:
            short = problem.shortened()
            size += short.size
            if len(kept) == MOST_PROBLEMS or size > LARGEST_PROBLEMS:
                self.has_more = True
                break
            kept.append(short)
        self.problems = kept

    @property
    def summary(self) -> str:
        """The first problem in words, with how many more there are: a reader of the log sees what to repair."""
        first = self.problems[0]
        named = f"{first.field}: {first.message}" if first.field else first.message
        if self.has_more:
            return f"{named} (and at least {len(self.problems)} more)"
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
    """The body's Content-Type or Content-Encoding is none that the endpoint reads; ``value`` is "" if none came."""

    header: str
    value: str
    supported: Sequence[str]
    reason: str = field(init=False, default="other")

    def __post_init__(self) -> None:
        """Tell the usual mistakes apart."""
        if self.header == "Content-Encoding":
            self.reason = "compressed"
        elif FORM in self.supported:
            self.reason = "no_form"
        elif self.received is None:
            self.reason = "unreadable" if self.value else "missing"
        else:
            self.reason = _MEDIA_REASONS.get(self.received, "other")

    @property
    def received(self) -> str | None:
        """What came, without its parameters; None for nothing, and for what is too odd or too long to repeat."""
        bare = self.value.partition(";")[0].strip().lower()
        return bare if len(bare) <= LONGEST_NAME and _WORDED[self.header].fullmatch(bare) else None

    @property
    def summary(self) -> str:
        """The header's line, without its parameters."""
        return f"no {self.header}" if self.received is None else f"{self.header}: {self.received}"

    @property
    def headers(self) -> Mapping[str, str]:
        """RFC 9110, 15.5.16: a refused coding is answered with those that are taken."""
        return {"Accept-Encoding": ", ".join(self.supported)} if self.header == "Content-Encoding" else {}


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
