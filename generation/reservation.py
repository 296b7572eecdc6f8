"""The front half of a generation: everything that may refuse it, then its row and the hold that pays it, together.

Order of refusals: what was asked, the plan, a place in the process, the project's regenerations, a place of the
workspace, credits. Nothing was written if one of them comes, and no upstream was asked.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from pydantic import ValidationError

from api.request_id import current_request_id
from credits import ledger
from credits.posting import Note, locked
from errors_docs.exceptions import IdempotencyInProgress, ValidationFailed
from errors_docs.languages import ENGLISH, Language
from generation.answers import accepted_answer
from generation.claims import earlier_answer
from generation.models import Generation, Project
from generation.projects import project_of, refuse_regeneration
from generation.samples import gets_samples
from generation.slots import refuse_crowd, slots
from generation.tools import Tool
from generation.tools.problems import problems
from generation.tools.tool import Brief
from generation.workspaces import WorkspaceState, workspace_of
from partners.caller import Caller
from partners.idempotency import Claim, keep_answer


class AnsweredBefore(Exception):
    """The claim has an answer already, which a twin made between two looks at it."""

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__()
        self.answer = answer


@dataclass(frozen=True)
class Reserved:
    """A generation that may run now; a place of the process is taken until it is settled."""

    tool: Tool
    given: Brief
    generation: Generation
    claim: Claim | None
    #: The answer of a client that won't wait; None: the result is the answer.
    accepted: HttpResponse | None
    #: Its result is made by rules, whatever provider is configured (generation/samples.py).
    sample: bool = False
    #: What a refusal at the end is told in.
    language: Language = ENGLISH


def reserve(
    *,
    caller: Caller,
    tool: Tool,
    body: Mapping[str, Any],
    claim: Claim | None = None,
    soon: bool = False,
    language: Language = ENGLISH,
) -> Reserved:
    """Reserves the tool's cost for this input. ``soon``: the client polls for the result.

    Raises ValidationFailed, PlanGate, RegenerationLimit, TooManyGenerations, ServiceUnavailable, InsufficientCredits,
    IdempotencyInProgress, IdempotencyKeyReused or AnsweredBefore.
    """
    given = _validated(tool, body)
    workspace = workspace_of(caller)
    workspace.terms.refuse_gated(tool)
    slots.take()
    try:
        return replace(_begin(caller, tool, given, claim, workspace, soon), language=language)
    except BaseException:
        slots.give_back()
        raise


def _validated(tool: Tool, body: Mapping[str, Any]) -> Brief:
    try:
        return tool.input.model_validate(body)
    except ValidationError as wrong:
        raise ValidationFailed(problems(wrong, tool.input)) from wrong


@transaction.atomic
def _begin(
    caller: Caller, tool: Tool, given: Brief, claim: Claim | None, workspace: WorkspaceState, soon: bool
) -> Reserved:
    """Lock first, look second, write third: twins of a key, a project or a wallet come one after the other."""
    locked(workspace.wallet.id)
    if claim is not None and (answer := earlier_answer(claim)) is not None:
        raise AnsweredBefore(answer)
    project = project_of(caller, given)
    refuse_regeneration(project, tool.name, workspace.terms.regenerations)
    refuse_crowd(caller)
    generation = _generation(caller, tool, given, claim, project)
    available = _hold(generation, tool, workspace.wallet.id)
    accepted = accepted_answer(generation, available) if soon else None
    if claim is not None and accepted is not None and not keep_answer(claim, accepted):
        # Another endpoint's request with this key was kept since the look above.
        raise IdempotencyInProgress(idempotency_key=claim.key)
    return Reserved(tool, given, generation, claim, accepted, gets_samples(caller))


def _generation(caller: Caller, tool: Tool, given: Brief, claim: Claim | None, project: Project) -> Generation:
    now = timezone.now()
    return Generation(
        account_id=caller.account_id,
        mode=caller.mode,
        key_id=caller.key_id,
        project=project,
        tool=tool.name,
        input=given.model_dump(mode="json", by_alias=True, exclude_none=True),
        cost=tool.cost,
        deadline=now + datetime.timedelta(seconds=tool.deadline_seconds),
        idempotency_key=claim.key if claim else "",
        fingerprint=claim.fingerprint if claim else None,
        request_id=current_request_id.get(),
        created_at=now,
    )


def _hold(generation: Generation, tool: Tool, wallet_id: int) -> int:
    """Writes the generation with its hold; gives what is available then."""
    hold = ledger.hold(
        wallet_id=wallet_id,
        amount=tool.cost,
        deadline=generation.deadline,
        note=Note(reference=reference_of(generation), description=f"{tool.title}: reserved"),
    )
    generation.hold = hold
    generation.save(force_insert=True)
    return hold.entry.balance_after - hold.entry.held_after


def reference_of(generation: Generation) -> str:
    """The name of its hold in the ledger; what settles it adds a word."""
    return f"generation:{generation.public_id}"
