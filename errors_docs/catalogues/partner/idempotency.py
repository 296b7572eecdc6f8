"""Partner API: what an Idempotency-Key refuses, so that no change is made twice."""

from typing import Final

from errors_docs.catalogue import Area, Entry, Retry
from errors_docs.exceptions import IdempotencyInProgress, IdempotencyKeyReused
from errors_docs.shapes import RetryAfterDetails

IDEMPOTENCY_KEY_REUSED: Final = Entry(
    code="IDEMPOTENCY_KEY_REUSED",
    status=422,
    error=IdempotencyKeyReused,
    area=Area.REQUEST,
    title="The Idempotency-Key belongs to another request",
    when="The `Idempotency-Key` was used within the last 24 hours for a request that was not this one.",
    why=(
        "A key names one request: its method, its path and its body. The same key with the same request replays the "
        "first answer, status included. Here the key is known but the request differs, so neither replaying nor "
        "running it could be right."
    ),
    check=(
        (
            "Look how the key is made: a constant, a customer's email or a counter that restarts with the process is "
            "used twice sooner or later."
        ),
        (
            "If this is a retry, compare both bodies: a fresh timestamp or a default that has changed makes another "
            "request."
        ),
        "Check whether you corrected a refused request and reused its key.",
    ),
    fix=(
        "For a new operation make a new key, for instance a random UUID.",
        "For a retry send the stored bytes of the first attempt with its key.",
        (
            "If you don't know whether the first request took effect, look first: `GET /customers?email=…`, or `GET "
            "/account/credits/history` for the charge."
        ),
    ),
    retry=Retry.NEVER,
    retry_advice=(
        "This pair of key and body is refused for the rest of the 24 hours; with a new key the request runs again."
    ),
    charged="This request charged and changed nothing; what the first one did under the same key stands.",
    message="This Idempotency-Key was used before with another request; use a new key for a new request.",
    example=IdempotencyKeyReused(idempotency_key="order-20417"),
    related=("IDEMPOTENCY_IN_PROGRESS", "VALIDATION_FAILED", "CUSTOMER_EXISTS"),
)

IDEMPOTENCY_IN_PROGRESS: Final = Entry(
    code="IDEMPOTENCY_IN_PROGRESS",
    status=409,
    error=IdempotencyInProgress,
    area=Area.REQUEST,
    title="The first request with this key is still running",
    when="A request with the same `Idempotency-Key` has begun and not yet ended.",
    why=(
        "Two requests with one key arrived at almost the same time, usually because a client gave up waiting and tried "
        "again. Only the first runs; its answer will be replayed to whoever asks with the same key."
    ),
    check=(
        "Look whether your client's timeout is shorter than the call takes.",
        "Look whether a queue or a double click started the same operation twice.",
    ),
    fix=(
        (
            "Wait the seconds in `Retry-After` and send the same request with the same key: you get the first one's "
            "answer."
        ),
        "Never switch to a new key here: it would run the operation a second time.",
    ),
    retry=Retry.AFTER_HEADER,
    retry_advice="Wait the seconds in `Retry-After`, then repeat with the same key and the same body.",
    charged="This request charged and changed nothing; the first one charges once, if it succeeds.",
    message="The first request with this Idempotency-Key is still running; try again after {retry_after} s.",
    example=IdempotencyInProgress(idempotency_key="order-20417", retry_after=1),
    details=RetryAfterDetails,
    related=("IDEMPOTENCY_KEY_REUSED",),
)

IDEMPOTENCY: Final = (IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS)
