"""Workspace API: what an Idempotency-Key refuses, so that no generation is paid twice."""

from typing import Final

from errors_docs.catalogue import Area, Entry, Retry
from errors_docs.exceptions import IdempotencyInProgress, IdempotencyKeyReused
from errors_docs.shapes import RetryAfterDetails

IDEMPOTENCY_KEY_REUSED: Final = Entry(
    code="idempotency_key_reused",
    status=422,
    error=IdempotencyKeyReused,
    area=Area.REQUEST,
    title="The Idempotency-Key belongs to another request",
    when="The `Idempotency-Key` was used within the last 24 hours for a request that was not this one.",
    why=(
        "A key names one request: its method, its path and its body. The same key with the same request gives the "
        "stored result again, without another charge. Here the key is known but the request differs, so neither the "
        "old result nor a new run could be right."
    ),
    check=(
        "Look how the key is made: a project's id or a constant is used twice sooner or later.",
        "Look whether `idea`, `context` or an artefact changed between the attempts, or the tool did.",
        "An agent may reword the idea on each attempt: compare what was really sent.",
    ),
    fix=(
        "For a new generation make a new key, for instance a random UUID.",
        "For a retry send the stored body of the first attempt with its key.",
        "To get an earlier result without a key, look into `GET /mcp/generations`.",
    ),
    retry=Retry.NEVER,
    retry_advice=(
        "This pair of key and body is refused for the rest of the 24 hours; with a new key the tool runs again."
    ),
    charged="This request charged nothing; what the first one charged under the same key stands.",
    message="This Idempotency-Key was used before with another request; use a new key for a new request.",
    example=IdempotencyKeyReused(idempotency_key="research-20417"),
    related=("idempotency_in_progress", "invalid_input"),
)

IDEMPOTENCY_IN_PROGRESS: Final = Entry(
    code="idempotency_in_progress",
    status=409,
    error=IdempotencyInProgress,
    area=Area.REQUEST,
    title="The first request with this key is still running",
    when="A request with the same `Idempotency-Key` has begun and not yet ended.",
    why=(
        "A tool may run for 90 seconds to 5 minutes. A client that gave up earlier and tried again meets its own first "
        "call, which goes on; starting the tool a second time would cost twice."
    ),
    check=(
        (
            "Compare your client's timeout with the tool's deadline: 90 s for research, 120 s for architecture and "
            "features, 180 s for phases, 300 s for blueprint."
        ),
        "Look whether two agents share one key by mistake.",
    ),
    fix=(
        "Wait the seconds in `Retry-After` and send the same request with the same key, until the result comes.",
        "Never switch to a new key here: it would start and charge a second generation.",
        "For the next call set the client's timeout above the deadline, or send `Prefer: respond-async` and poll.",
    ),
    retry=Retry.AFTER_HEADER,
    retry_advice="Wait the seconds in `Retry-After`, then repeat with the same key and the same body.",
    charged="This request charged nothing; the first one charges once, if it succeeds.",
    message="The first request with this Idempotency-Key is still running; try again after {retry_after} s.",
    example=IdempotencyInProgress(idempotency_key="research-20417", retry_after=1),
    details=RetryAfterDetails,
    related=("idempotency_key_reused", "generation_timeout"),
)

IDEMPOTENCY: Final = (IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS)
