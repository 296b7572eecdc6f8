"""The back half of a generation: a result is stored and charged in one transaction, anything else gives back the hold.

Whoever settles first wins. A result that comes after the sweeper gave its credits back is thrown away: to hand it out
would be a result that nobody paid, to charge it would be a charge for an answer that was refused.
"""

import logging
from dataclasses import dataclass
from typing import Final

from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import HttpResponse
from django.utils import timezone

from credits import ledger
from credits.posting import Note
from errors_docs.envelope import entry_of, respond
from errors_docs.exceptions import DomainError, GenerationFailed, GenerationTimeout
from errors_docs.surfaces import WORKSPACE
from generation.answers import result_meta, success
from generation.claims import release_claim
from generation.models import Generation, GenerationState
from generation.reservation import Reserved, reference_of
from generation.run import Made
from partners.idempotency import keep_answer

logger: Final = logging.getLogger("tollgate.generation")


@dataclass(frozen=True)
class Ended:
    """How the upstream's part went: what it made, or the refusal that its failure is."""

    made: Made | None = None
    error: GenerationFailed | GenerationTimeout | None = None


def settle(reserved: Reserved, ended: Ended) -> HttpResponse:
    """The final answer, kept for retries with the same Idempotency-Key unless they get the 202 that came first."""
    try:
        return _settle(reserved, ended)
    except (InterfaceError, OperationalError):
        # The database restarted since the front half: a paid result is worth a second attempt.
        logger.warning("settling %s again", reserved.generation.public_id, exc_info=True)
        connection.close()
        return _settle(reserved, ended)


def give_up(generation: Generation, error: DomainError) -> bool:
    """Ends a generation that failed: frees its credits, and its key. False if it had ended before."""
    with transaction.atomic():
        ledger.release(
            hold_id=generation.hold_id,
            note=Note(reference=f"{reference_of(generation)}:released", description=f"{generation.tool}: no result"),
        )
        ended = _end(
            generation,
            state=GenerationState.TIMED_OUT if isinstance(error, GenerationTimeout) else GenerationState.FAILED,
            error_code=entry_of(WORKSPACE, error).code,
        )
        if ended:
            release_claim(generation)
    return ended


def _settle(reserved: Reserved, ended: Ended) -> HttpResponse:
    generation = reserved.generation
    error: DomainError = ended.error or GenerationFailed()
    if ended.made is not None:
        answer = _capture(reserved, ended.made)
        if answer is not None:
            return answer
        error = GenerationTimeout(timeout_seconds=reserved.tool.deadline_seconds)
    give_up(generation, error)
    return respond(WORKSPACE, error, generation.request_id, reserved.language)


@transaction.atomic
def _capture(reserved: Reserved, made: Made) -> HttpResponse | None:
    """None if the hold was released before: the result is too late to be paid, and so to be had."""
    generation = reserved.generation
    movement = ledger.capture(
        hold_id=generation.hold_id,
        note=Note(reference=f"{reference_of(generation)}:captured", description=reserved.tool.title),
    )
    if movement is None:
        logger.warning("%s came after its credits were given back", generation.public_id)
        return None
    _end(
        generation,
        state=GenerationState.SUCCEEDED,
        result=made.result,
        provider=made.provider,
        model=made.model,
        offline=made.offline,
    )
    answer = success(made.result, result_meta(generation, movement.balance_after - movement.held_after))
    if reserved.claim is not None and reserved.accepted is None:
        keep_answer(reserved.claim, answer)
    return answer


def _end(generation: Generation, **columns: object) -> bool:
    """The condition in the update, not the row read before, decides who ended it."""
    now = timezone.now()
    written = {
        "finished_at": now,
        "duration_ms": round((now - generation.created_at).total_seconds() * 1000),
        **columns,
    }
    for name, value in written.items():
        setattr(generation, name, value)
    running = Generation.objects.filter(pk=generation.pk, state=GenerationState.RUNNING)
    return running.update(**written) == 1
