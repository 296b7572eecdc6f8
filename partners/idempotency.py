"""Idempotency-Key: a request is executed once, and its retries get the first response again.

A replay differs from the first response in its request id only: the envelope has that of the present request, as on
every response, and a header names the first request.

The view runs inside one transaction with the answer that is kept, so the two commit together: a server that is
killed between them leaves neither. What is kept lives 24 hours and belongs to account and mode.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import orjson
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from api.conditional import IF_MATCH
from api.request_id import current_request_id
from api.statements import run, sql_beside
from errors_docs.envelope import mark_refusal, with_request_id
from errors_docs.exceptions import (
    FieldProblem,
    IdempotencyInProgress,
    IdempotencyKeyReused,
    ValidationFailed,
)
from errors_docs.surfaces import Surface
from partners.caller import Caller
from partners.models import IdempotentAnswer
from partners.sealing import KEPT_ANSWERS, seal, unseal

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotent-Replayed"
#: The id of the request that was executed; stored with the headers of its response, and sent with replays only.
ORIGINAL: Final = "Original-Request-Id"
METHODS: Final = frozenset({"POST", "PATCH", "PUT", "DELETE"})
LONGEST_KEY: Final = 255
LIFETIME: Final = datetime.timedelta(hours=24)
TOO_MANY: Final = 429
OPEN: Final = sql_beside(__file__, "idempotency_open.sql")
STORE: Final = sql_beside(__file__, "idempotency_store.sql")
#: What a replay repeats of the first answer's headers; the rest belongs to the connection or to the moment.
KEPT_HEADERS: Final = (
    "Content-Type",
    "Content-Language",
    "Vary",
    "Cache-Control",
    "ETag",
    "Location",
    "Preference-Applied",
    "Retry-After",
)


class AnswerLost(Exception):
    """Another request stored an answer for this key after this one had looked: ours must leave no effect."""


@dataclass(frozen=True)
class Claim:
    """One key of one caller, and the request that it came with."""

    surface: Surface
    account_id: int
    mode: str
    key: str
    fingerprint: bytes

    @property
    def lock(self) -> int:
        """A 64-bit number for PostgreSQL's advisory locks."""
        name = f"{self.account_id}:{self.mode}:{self.key}".encode()
        return int.from_bytes(sha256(name).digest()[:8], signed=True)

    @property
    def values(self) -> dict[str, Any]:
        return {"account_id": self.account_id, "mode": self.mode, "key": self.key}


def claim_of(request: HttpRequest, surface: Surface, caller: Caller) -> Claim | None:
    """Return what the request claims, None without the header. Raises ValidationFailed for a malformed key."""
    key = request.headers.get(HEADER) if request.method in METHODS else None
    if key is None:
        return None
    if not (1 <= len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        problem = f"This must be 1 to {LONGEST_KEY} printable ASCII characters."
        raise ValidationFailed([FieldProblem(HEADER, problem, "invalid")])
    return Claim(surface, caller.account_id, caller.mode, key, _fingerprint(request))


def answer_once(claim: Claim, execute: Callable[[], HttpResponse], *, sealed: bool = False) -> HttpResponse:
    """The answer to a claim: executed now, or replayed.

    Raises IdempotencyInProgress while the first request runs, IdempotencyKeyReused if it was another one. ``execute``
    answers refusals as responses; what it raises is kept by nobody and undoes everything. ``sealed``: what is kept is
    encrypted, because it holds a secret.
    """
    try:
        with transaction.atomic():
            kept = _look(claim)
            return kept or _keep(claim, execute(), sealed)
    except AnswerLost:
        raise IdempotencyInProgress(idempotency_key=claim.key) from None


def kept_answer(claim: Claim) -> HttpResponse | None:
    """The first answer, if it is kept. Raises IdempotencyKeyReused if it was another request's."""
    kept = IdempotentAnswer.objects.filter(**claim.values, created_at__gt=timezone.now() - LIFETIME).first()
    if kept is None:
        return None
    if bytes(kept.fingerprint) != claim.fingerprint:
        raise IdempotencyKeyReused(idempotency_key=claim.key)
    return _replayed(claim.surface, kept.status, kept.headers, _body_of(bytes(kept.body), kept.sealed))


def keep_answer(claim: Claim, response: HttpResponse, *, sealed: bool = False) -> bool:
    """Keeps an answer in the caller's transaction; False if there is one already, which stays."""
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    headers[ORIGINAL] = current_request_id.get()
    stored = run(
        STORE,
        {
            **claim.values,
            "fingerprint": claim.fingerprint,
            "status": response.status_code,
            "headers": orjson.dumps(headers).decode(),
            "body": seal(response.content, KEPT_ANSWERS) if sealed else response.content,
            "sealed": sealed,
        },
    )
    return bool(stored)


def forget_answer(account_id: int, mode: str, key: str) -> None:
    """The key is as if it had never been used."""
    IdempotentAnswer.objects.filter(account_id=account_id, mode=mode, key=key).delete()


def forget_old_answers() -> int:
    """Removes answers past their lifetime; returns how many."""
    removed, _ = IdempotentAnswer.objects.filter(created_at__lt=timezone.now() - LIFETIME).delete()
    return removed


def _look(claim: Claim) -> HttpResponse | None:
    ((mine, fingerprint, status, headers, body, sealed),) = run(OPEN, {"lock": claim.lock, **claim.values})
    if not mine:
        raise IdempotencyInProgress(idempotency_key=claim.key)
    if status is None:
        return None
    if fingerprint != claim.fingerprint:
        raise IdempotencyKeyReused(idempotency_key=claim.key)
    # Django's connections hand jsonb out as text.
    return _replayed(claim.surface, status, orjson.loads(headers), _body_of(bytes(body), sealed))


def _body_of(kept: bytes, sealed: bool) -> bytes:
    return unseal(kept, KEPT_ANSWERS) if sealed else kept


def _replayed(surface: Surface, status: int, headers: dict[str, str], body: bytes) -> HttpResponse:
    """Return a stored response to the request that is served now."""
    envelope = with_request_id(surface, orjson.loads(body), current_request_id.get())
    response = HttpResponse(orjson.dumps(envelope), status=status, headers={**headers, REPLAYED: "true"})
    if status >= 400:
        mark_refusal(response, envelope["error"]["code"])
    return response


def _keep(claim: Claim, response: HttpResponse, sealed: bool) -> HttpResponse:
    """Store an answer with its effect. A fault of ours or a limit that time lifts isn't stored: its page advises to
    send the same request again.
    """
    if response.status_code >= 500 or response.status_code == TOO_MANY:
        transaction.set_rollback(True)
        return response
    if not keep_answer(claim, response, sealed=sealed):
        raise AnswerLost
    return response


def _fingerprint(request: HttpRequest) -> bytes:
    head = f"{request.method}\n{request.get_full_path()}\n".encode()
    condition = request.META.get("HTTP_IF_MATCH")
    if condition is not None:
        # The same change under another condition is another request.
        head += f"{IF_MATCH}: {condition}\n".encode()
    # A body that was streamed past Django is told by the digest of what it said: its own bytes are gone.
    digest = getattr(request, "body_digest", None)
    return sha256(head + (request.body if digest is None else digest)).digest()
