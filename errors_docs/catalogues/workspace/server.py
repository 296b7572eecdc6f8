"""Workspace API: faults that are the server's own."""

from typing import Final

from errors_docs.catalogue import Area, Entry, Retry
from errors_docs.exceptions import InternalError, ServiceUnavailable
from errors_docs.shapes import RetryAfterDetails

PREFLIGHT_FAILED: Final = Entry(
    code="preflight_failed",
    status=500,
    error=InternalError,
    area=Area.SERVER,
    title="The server failed",
    when="Something unexpected went wrong inside the server, as a rule while it reserved credits for a tool.",
    why=(
        "The fault is the server's, not your request's. What it had reserved is given back, and the fault is in the "
        "operator's log under `requestId`."
    ),
    check=(
        "Keep `requestId` (also in the `X-Request-Id` header): support finds the fault by it and by nothing else.",
        (
            "Look at `GET /mcp/credits`: the balance is unchanged; if `held` still has this call's cost, it comes back "
            "60 s after the tool's deadline at the latest."
        ),
    ),
    fix=(
        "Send the same request again once, with the same `Idempotency-Key` if it had one.",
        "If that fails too, stop and send `requestId`, the time and the tool to support.",
    ),
    retry=Retry.ONCE_THEN_SUPPORT,
    retry_advice="Retry once after a few seconds; if it fails again, contact support with `requestId`.",
    charged="Nothing was charged: credits that were reserved are given back.",
    message="The server failed unexpectedly and nothing was charged; quote the requestId when you contact support.",
    example=InternalError(),
    related=("service_unavailable", "generation_failed"),
)

SERVICE_UNAVAILABLE: Final = Entry(
    code="service_unavailable",
    status=503,
    error=ServiceUnavailable,
    area=Area.SERVER,
    title="The server is busy or restarting",
    when="The server is full, it is stopping, or its database is away.",
    why=(
        "The number of requests that may run and wait is bounded, so that a rush is refused at once instead of "
        "hanging. The same answer comes for a moment while the server stops for an update: what runs is finished, "
        "nothing new is begun. And it comes while the database can't be reached, if that was found out before anything "
        "was begun; later it is `preflight_failed`."
    ),
    check=(
        "Look how long it lasts: a restart takes seconds, a rush takes as long as the rush.",
        "Look whether many agents of yours start at the same moment.",
    ),
    fix=(
        "Wait the seconds in `Retry-After`, add a random part of a second, and send the request again.",
        "Start generations one after the other rather than all at once.",
        "If it goes on for minutes, send `requestId` to support.",
    ),
    retry=Retry.AFTER_HEADER,
    retry_advice="Wait the seconds in `Retry-After`; nothing of the request was begun, so it may be repeated.",
    charged="Nothing was charged: nothing of the request was begun.",
    message="The server takes no more requests at the moment; try again after {retry_after} s.",
    example=ServiceUnavailable(retry_after=1),
    details=RetryAfterDetails,
    related=("preflight_failed", "rate_limited", "generation_timeout"),
)

SERVER: Final = (PREFLIGHT_FAILED, SERVICE_UNAVAILABLE)
