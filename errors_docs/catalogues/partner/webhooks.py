"""Partner API: webhook endpoints and their deliveries."""

from typing import Final

from errors_docs.catalogue import Area, Entry, Retry
from errors_docs.exceptions import (
    DeliveryNotFound,
    ReplayTooLarge,
    WebhookLimitReached,
    WebhookNotEnabled,
    WebhookNotFound,
)
from errors_docs.shapes import EndpointLimitDetails, ReplayDetails, StatusDetails

WEBHOOK_NOT_FOUND: Final = Entry(
    code="WEBHOOK_NOT_FOUND",
    status=404,
    error=WebhookNotFound,
    area=Area.WEBHOOKS,
    title="No such webhook endpoint",
    when="The account has no webhook endpoint with this id in the mode of the key.",
    why=(
        "Endpoints belong to an account and a mode: a live key sees live endpoints, a test key test ones. A deleted "
        "endpoint is gone at once, and one of another account looks exactly like one that doesn't exist."
    ),
    check=(
        "Compare the id with `GET /webhooks`: it begins with `whe_`; `whd_` is a delivery, `evt_` an event.",
        "Compare the key's mode with the one that made the endpoint.",
    ),
    fix=(
        "Take the `id` from `GET /webhooks`, with a key of the same account and mode.",
        "If the endpoint was deleted, make a new one with `POST /webhooks`; it has a secret of its own.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same id stays unknown to this key.",
    charged="Nothing was sent or changed.",
    message="There is no such webhook endpoint.",
    example=WebhookNotFound(),
    related=("DELIVERY_NOT_FOUND", "ENDPOINT_NOT_FOUND"),
)

DELIVERY_NOT_FOUND: Final = Entry(
    code="DELIVERY_NOT_FOUND",
    status=404,
    error=DeliveryNotFound,
    area=Area.WEBHOOKS,
    title="No such delivery",
    when="The webhook endpoint has no delivery with this id.",
    why=(
        "A delivery belongs to one endpoint: an event that goes to two endpoints has two deliveries. Deliveries are "
        "kept for 30 days after the event."
    ),
    check=(
        "Compare the id with `GET /webhooks/{webhookId}/deliveries`: it begins with `whd_`.",
        "Look whether the delivery belongs to another of your endpoints.",
        "Look how old the event is.",
    ),
    fix=("Take endpoint and delivery from the same list.",),
    retry=Retry.NEVER,
    retry_advice="The same id stays unknown for this endpoint.",
    charged="Nothing was sent or changed.",
    message="The webhook endpoint has no such delivery.",
    example=DeliveryNotFound(),
    related=("WEBHOOK_NOT_FOUND",),
)

WEBHOOK_LIMIT_REACHED: Final = Entry(
    code="WEBHOOK_LIMIT_REACHED",
    status=409,
    error=WebhookLimitReached,
    area=Area.WEBHOOKS,
    title="Too many webhook endpoints",
    when="The account has as many webhook endpoints in this mode as it may have.",
    why=(
        "`details.limit` is the number of endpoints that an account may have in a mode. Paused and disabled ones "
        "count, deleted ones don't."
    ),
    check=("Look through `GET /webhooks` for endpoints that nothing needs any more.",),
    fix=(
        "Delete an endpoint with `DELETE /webhooks/{webhookId}`.",
        "Or let one endpoint take more event types, and divide the work behind it.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same call is refused until an endpoint is deleted.",
    charged="Nothing was made.",
    message="There are {limit} webhook endpoints already, which is as many as an account may have in a mode.",
    example=WebhookLimitReached(limit=20),
    details=EndpointLimitDetails,
    related=("WEBHOOK_NOT_FOUND", "VALIDATION_FAILED"),
)

WEBHOOK_NOT_ENABLED: Final = Entry(
    code="WEBHOOK_NOT_ENABLED",
    status=409,
    error=WebhookNotEnabled,
    area=Area.WEBHOOKS,
    title="The webhook endpoint is paused or disabled",
    when="Something was to be sent to a webhook endpoint that is not enabled.",
    why=(
        "A test or a replay is sent at once, but `details.status` says that nothing is sent to this endpoint now: you "
        "paused it, or it was disabled because it answered 410 or failed for 5 days. `disabledReason` of the endpoint "
        "says which."
    ),
    check=("Read the endpoint with `GET /webhooks/{webhookId}`: `status`, `disabledReason` and `disabledAt`.",),
    fix=(
        "Repair the server behind the endpoint if that is why it was disabled.",
        'Send `{"status": "enabled"}` with `PATCH /webhooks/{webhookId}`; what was waiting is sent at once.',
        "Then test or replay again.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same call is refused until the endpoint is enabled.",
    charged="Nothing was sent or changed.",
    message="The webhook endpoint is {status}; enable it first.",
    example=WebhookNotEnabled(status="disabled"),
    details=StatusDetails,
    related=("WEBHOOK_NOT_FOUND",),
)

REPLAY_TOO_LARGE: Final = Entry(
    code="REPLAY_TOO_LARGE",
    status=400,
    error=ReplayTooLarge,
    area=Area.WEBHOOKS,
    title="Too much to replay at once",
    when="The range holds more deliveries than one call replays.",
    why=(
        "A replay is all or nothing, so that repeating the call can't send one part twice and leave out "
        "another. `details.found` counts what the range holds, `details.limit` is the most for one call."
    ),
    check=(
        "Compare `details.found` with `details.limit`.",
        "Look whether `failedOnly` was meant to be true: then only what failed is sent again.",
    ),
    fix=("Divide the range with `since` and `until`, and replay one part after the other.",),
    retry=Retry.NEVER,
    retry_advice="The same range stays too large; a shorter one isn't.",
    charged="Nothing was sent or changed.",
    message="The range holds {found} deliveries; one call replays at most {limit}: choose a shorter range.",
    example=ReplayTooLarge(limit=10_000, found=12_345),
    details=ReplayDetails,
    related=("WEBHOOK_NOT_FOUND", "VALIDATION_FAILED"),
)

WEBHOOKS: Final = (
    WEBHOOK_NOT_FOUND,
    DELIVERY_NOT_FOUND,
    WEBHOOK_LIMIT_REACHED,
    WEBHOOK_NOT_ENABLED,
    REPLAY_TOO_LARGE,
)
