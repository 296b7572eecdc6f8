"""Idempotency-Key of a generation: a call is begun and charged once, and its retries get the answer that it had.

A row that runs holds the claim, not a transaction: nothing may be open while the upstream works. What is kept is the
answer of a call that was begun and didn't fail. A refusal reserved nothing, and what it stood on may change.
"""

from typing import Final

from django.http import HttpResponse

from errors_docs.exceptions import IdempotencyInProgress, IdempotencyKeyReused
from generation.models import Generation, GenerationState
from partners.idempotency import Claim, forget_answer, kept_answer

#: Seconds; a tool runs for many.
RETRY_AFTER: Final = 2


def earlier_answer(claim: Claim) -> HttpResponse | None:
    """The answer kept for this claim. Raises IdempotencyInProgress or IdempotencyKeyReused."""
    running = Generation.objects.filter(
        account_id=claim.account_id, mode=claim.mode, idempotency_key=claim.key, state=GenerationState.RUNNING
    )
    kept = kept_answer(claim)
    if kept is not None:
        return kept
    fingerprint = running.values_list("fingerprint", flat=True).first()
    if fingerprint is None:
        # Between the two looks the running one may have ended.
        return kept_answer(claim)
    if bytes(fingerprint) != claim.fingerprint:
        raise IdempotencyKeyReused(idempotency_key=claim.key)
    raise IdempotencyInProgress(idempotency_key=claim.key, retry_after=RETRY_AFTER)


def release_claim(generation: Generation) -> None:
    """A failed call's key may be used again: an answer that was kept while it ran is forgotten."""
    if generation.idempotency_key:
        forget_answer(generation.account_id, generation.mode, generation.idempotency_key)
