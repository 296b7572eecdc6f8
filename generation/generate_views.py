"""POST /mcp/generate/{tool}: one endpoint for each tool, made from its declaration."""

import re
from typing import Any, ClassVar, Final, cast

from django.http import HttpResponse
from rest_framework.request import Request

from api.continuation import Accepted, PendingResponse
from api.operations import Operation, operation
from api.views import ApiView
from errors_docs.exceptions import (
    GenerationFailed,
    GenerationTimeout,
    InsufficientCredits,
    PlanGate,
    RegenerationLimit,
    TooManyGenerations,
)
from errors_docs.handler import language_of
from errors_docs.money import format_credits
from errors_docs.surfaces import WORKSPACE
from generation.answers import GenerationAnswer, GenerationMeta, Meta
from generation.claims import earlier_answer
from generation.engine import continuation_of
from generation.reservation import AnsweredBefore, reserve
from generation.tools import TOOLS, Tool
from generation.views import WorkspaceView
from partners.idempotency import Claim
from partners.scopes import FULL

ASYNC: Final = re.compile(r"(^|,)\s*respond-async\s*($|[,;])", re.IGNORECASE)
PREFER: Final = {
    "required": False,
    "description": (
        "`respond-async` answers 202 at once, with a `Location` to poll; the deadline of the tool stays the same."
    ),
    "schema": {"type": "string", "examples": ["respond-async"]},
}
ERRORS: Final = (
    PlanGate,
    RegenerationLimit,
    TooManyGenerations,
    InsufficientCredits,
    GenerationFailed,
    GenerationTimeout,
)


class GenerateView(WorkspaceView):
    """Reserves, and leaves the rest to whoever awaits the continuation (api/continuation.py)."""

    tool: ClassVar[Tool]
    claim: Claim | None = None

    def serve_once(self, claim: Claim) -> HttpResponse:
        """No transaction stays open for the claim: the running generation's row holds it (generation/claims.py)."""
        self.claim = claim
        return earlier_answer(claim) or ApiView.serve(self)

    def generate(self) -> HttpResponse:
        """The answer of this tool to the body, as soon as it is known; in another way if the client prefers so."""
        soon = ASYNC.search(self.request.headers.get("Prefer", "")) is not None
        try:
            body = cast("dict[str, Any]", self.request.data)  # the parser takes nothing but an object
            reserved = reserve(
                caller=self.caller,
                tool=self.tool,
                body=body,
                claim=self.claim,
                soon=soon,
                language=language_of(self.request),
            )
        except AnsweredBefore as before:
            return before.answer
        if reserved.accepted is not None:
            return Accepted(reserved.accepted, continuation_of(reserved), WORKSPACE)
        return PendingResponse(continuation_of(reserved), WORKSPACE)


def generate_view(tool: Tool) -> type[GenerateView]:
    """The endpoint of a tool."""

    @operation(
        Operation(
            summary=tool.title,
            description=_description(tool),
            scope=FULL.name,
            body=tool.input,
            answer=tool.output,
            meta=GenerationMeta,
            also={202: (GenerationAnswer, Meta)},
            headers={"Prefer": PREFER},
            errors=ERRORS,
        )
    )
    def post(self: GenerateView, request: Request) -> HttpResponse:
        return self.generate()

    return type(f"Generate{tool.name.capitalize()}View", (GenerateView,), {"tool": tool, "post": post})


def _description(tool: Tool) -> str:
    return (
        f"{tool.summary}\n\nCosts {format_credits(tool.cost)} credits if it succeeds and nothing otherwise, has its "
        f"result within {tool.deadline_seconds} s, and begins with the plan {tool.lowest_plan.capitalize()}."
    )


#: By the tool's name, in the order of TOOLS.
GENERATE_VIEWS: Final = {name: generate_view(tool) for name, tool in TOOLS.items()}
