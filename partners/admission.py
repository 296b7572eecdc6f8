"""A request whose body streams passes the gate before its body is read, and reaches its view afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest

from api.input import read_input
from api.operations import Operation
from errors_docs.exceptions import DomainError
from partners.caller import Caller
from partners.gate import Ask, admit
from partners.simulation import simulate

#: Where the view finds it in the environ. No client can send a name with a dot.
ADMISSION: Final = "tollgate.admission"
#: What gate and simulation leave on a request for logs, headers and checks.
MARKS: Final = ("account_id", "known_key", "rate_window", "simulated_error")


@dataclass(frozen=True)
class Admission:
    """What the gate said: who calls, or the refusal that the view shall answer with; and its marks."""

    caller: Caller | None
    refusal: DomainError | None
    marks: Mapping[str, Any]

    def enter(self, request: HttpRequest) -> Caller:
        """The caller, as if the gate had been asked now. Raises the refusal."""
        for name, value in self.marks.items():
            setattr(request, name, value)
        if self.refusal is not None or self.caller is None:
            assert self.refusal is not None
            raise self.refusal
        return self.caller


def admit_early(environ: dict[str, Any], ask: Ask, declared: Operation) -> Admission:
    """Asks the gate by a request's head alone, and checks all input but the body: a WSGI environ without its body."""
    # A copy: Django writes the decoded path into the environ that it is given, which a second request would misread.
    request = WSGIRequest({**environ})
    caller, refusal = None, None
    try:
        caller = admit(request, ask)
        simulate(request, ask.surface, caller)
        read_input(request, declared)
    except DomainError as refused:
        refusal = refused
    marks = {name: getattr(request, name) for name in MARKS if hasattr(request, name)}
    return Admission(caller, refusal, marks)
