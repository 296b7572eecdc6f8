"""X-Simulate-Error: a test key gets any documented refusal on demand, exactly as it would come live."""

from dataclasses import replace
from typing import Final

from django.http import HttpRequest

from api.input import refuse_repeated_headers
from errors_docs.catalogues import catalogue_for
from errors_docs.exceptions import (
    ConflictingKeys,
    DomainError,
    EndpointNotFound,
    FieldProblem,
    InvalidHost,
    InvalidKey,
    MethodNotAllowed,
    MissingKey,
    RateLimited,
    RequestTimeout,
    RequestTooLarge,
    ServiceUnavailable,
    ValidationFailed,
)
from errors_docs.nearest_code import nearest_code
from errors_docs.surfaces import Surface
from partners.caller import Caller, RateWindowState
from partners.modes import TEST

HEADER: Final = "X-Simulate-Error"
#: Where Django keeps it; its mapping of headers would be made of all of them, for each request.
META: Final = "HTTP_X_SIMULATE_ERROR"
#: Live, these come before a request is counted: they say nothing of the rate limit.
UNCOUNTED: Final = (
    ConflictingKeys,
    EndpointNotFound,
    InvalidHost,
    InvalidKey,
    MethodNotAllowed,
    MissingKey,
    RequestTimeout,
    RequestTooLarge,
    ServiceUnavailable,
)


def simulate(request: HttpRequest, surface: Surface, caller: Caller) -> None:
    """Raises the example of the code that the header names; ValidationFailed for a live key or an unknown code."""
    code = request.META.get(META)
    if code is None:
        return
    refuse_repeated_headers(request, (HEADER,))
    if caller.mode != TEST:
        raise _problem(
            "Only test keys simulate errors: send a test key, or leave this header out.", "test_key_required"
        )
    entry = catalogue_for(surface).get(code)
    if entry is None:
        meant = nearest_code(surface, code)
        did_you_mean = "" if meant is None else f" Did you mean {meant}?"
        raise _problem(f"The catalogue has no such code.{did_you_mean}", "unknown_code", meant)
    request.simulated_error = True  # type: ignore[attr-defined]  # an endpoint need not declare what is only simulated
    request.rate_window = _window_beside(entry.example, caller.window)  # type: ignore[attr-defined]  # see partners/gate.py
    # A copy: an exception that is raised keeps its traceback, and the example would gather one of each simulation.
    raise replace(entry.example)  # type: ignore[type-var]  # every domain error is a dataclass


def _window_beside(error: DomainError, counted: RateWindowState) -> RateWindowState | None:
    """What the limit's headers say beside this refusal; None: they are not there."""
    if isinstance(error, RateLimited):
        return RateWindowState(limit=error.limit, used=None, frees_in_ms=error.retry_after * 1000)
    return None if isinstance(error, UNCOUNTED) else counted


def _problem(message: str, code: str, suggestion: str | None = None) -> ValidationFailed:
    return ValidationFailed([FieldProblem(HEADER, message, code, suggestion)])
