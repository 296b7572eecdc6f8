"""Partner API: faults that are the server's own."""

from typing import Final

from errors_docs.catalogue import Area, Entry, Retry
from errors_docs.exceptions import InternalError, ServiceUnavailable
from errors_docs.shapes import RetryAfterDetails

INTERNAL_ERROR: Final = Entry(
    code="INTERNAL_ERROR",
    status=500,
    error=InternalError,
    area=Area.SERVER,
    title="The server failed",
    when="Something unexpected went wrong inside the server.",
    why=(
        "The fault is the server's, not your request's. The database transaction was rolled back, and the fault is in "
        "the operator's log under `requestId`."
    ),
    check=(
        "Keep `requestId` (also in the `X-Request-Id` header): the operator finds the fault by it and by nothing else.",
        (
            "Look whether other requests work: if only one fails, again and again, it is that request's data which "
            "trips the server."
        ),
    ),
    fix=(
        "Wait a few seconds and send the same request again, with the same `Idempotency-Key` if it had one.",
        "If it fails three times, stop and send `requestId`, the time and the endpoint to the operator.",
        (
            "Send an `Idempotency-Key` with every POST, PATCH and DELETE: then no repetition can run twice, whatever "
            "happened."
        ),
    ),
    retry=Retry.AFTER_DELAY,
    retry_advice="Retry after a short delay, a few times at most, and double the delay each time.",
    charged="Nothing was charged or changed: the transaction was rolled back.",
    message="The server failed unexpectedly; quote the requestId when you report it.",
    example=InternalError(),
    related=("SERVICE_UNAVAILABLE", "REQUEST_TIMEOUT"),
)

SERVICE_UNAVAILABLE: Final = Entry(
    code="SERVICE_UNAVAILABLE",
    status=503,
    error=ServiceUnavailable,
    area=Area.SERVER,
    title="The server is busy or restarting",
    when="The server is full, it is stopping, or its database is away.",
    why=(
        "The number of requests that may wait is bounded, so that a rush is refused at once instead of hanging. The "
        "same answer comes for a moment while the server stops for an update: what runs is finished, nothing new is "
        "begun. And it comes while the database can't be reached, if that was found out before anything was begun; "
        "later it is `INTERNAL_ERROR`."
    ),
    check=(
        "Look how long it lasts: a restart takes seconds, a rush takes as long as the rush.",
        "Look whether your own clients all retry in the same second.",
    ),
    fix=(
        "Wait the seconds in `Retry-After`, add a random part of a second, and send the request again.",
        "If it goes on for minutes, tell the operator; `requestId` names one refused request.",
    ),
    retry=Retry.AFTER_HEADER,
    retry_advice="Wait the seconds in `Retry-After`; nothing of the request was begun, so any method may be repeated.",
    charged="Nothing was charged or changed: nothing of the request was begun.",
    message="The server takes no more requests at the moment; try again after {retry_after} s.",
    example=ServiceUnavailable(retry_after=1),
    details=RetryAfterDetails,
    related=("INTERNAL_ERROR", "RATE_LIMITED"),
)

SERVER: Final = (INTERNAL_ERROR, SERVICE_UNAVAILABLE)
