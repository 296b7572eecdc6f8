"""X-Simulate-Error: a test key gets any documented refusal on demand, exactly as it would come live."""

from typing import Final

from django.http import HttpRequest

from errors_docs.catalogues import catalogue_for
from errors_docs.exceptions import FieldProblem, ValidationFailed
from errors_docs.surfaces import Surface
from partners.caller import Caller
from partners.modes import TEST

HEADER: Final = "X-Simulate-Error"


def simulate(request: HttpRequest, surface: Surface, caller: Caller) -> None:
    """Raises the example of the code that the header names; ValidationFailed for a live key or an unknown code."""
    code = request.headers.get(HEADER)
    if code is None:
        return
    if caller.mode != TEST:
        raise _problem("Only test keys simulate errors.", "test_key_required")
    entry = catalogue_for(surface).get(code)
    if entry is None:
        raise _problem("The catalogue has no such code.", "unknown_code")
    request.simulated_error = True  # type: ignore[attr-defined]  # an endpoint need not declare what is only simulated
    raise entry.example


def _problem(message: str, code: str) -> ValidationFailed:
    return ValidationFailed([FieldProblem(HEADER, message, code)])
