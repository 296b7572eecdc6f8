"""Endpoints and deliveries as the Partner API shows them."""

import datetime
from dataclasses import dataclass
from typing import Annotated, Any, Final

from django.utils import timezone

from api.answers import CreatedAt
from api.conditional import tag_of
from api.openapi.webhooks import envelope
from api.paging import Pagination
from errors_docs.jsonform import iso
from errors_docs.surfaces import PARTNER
from webhooks.endpoints import IssuedSecret
from webhooks.models import Attempt, Delivery, DeliveryStatus, DisabledReason, Endpoint, EndpointStatus, Outcome

ENDPOINT_STATES: Final = "enabled: events are sent; paused, by you: they wait; disabled: what happens passes it by"
DISABLED_REASONS: Final = (
    "gone: it answered 410; failing: nothing could be delivered for 5 days; operator: the operator did it; "
    "null: it is not disabled"
)
OVERLAP: Final = "until when the secret before this one signs, too; null: it doesn't any more"
OUTCOMES: Final = (
    "succeeded: a 2xx; rejected: another status; timed_out: no whole answer within 15 seconds; unreachable: no "
    "connection; address_refused: not public, so nothing was sent; unsigned: the secret could not be read"
)
DELIVERY_STATES: Final = (
    "pending: there will be an attempt; succeeded: a 2xx came; failed: no attempt is left; a replay makes it pending"
)


@dataclass(frozen=True)
class WebhookAnswer:
    id: Annotated[str, "names the endpoint in every other call; stable"]
    url: Annotated[str, "where events are posted"]
    description: Annotated[str, "your own words; may be empty"]
    events: Annotated[list[str], "the event types that are sent; an empty list: all"]
    status: Annotated[EndpointStatus, ENDPOINT_STATES]
    disabled_reason: Annotated[DisabledReason | None, DISABLED_REASONS]
    disabled_at: Annotated[datetime.datetime | None, "null unless it is disabled"]
    failing_since: Annotated[datetime.datetime | None, "the first failure since the last success; null: none"]
    previous_secret_until: Annotated[datetime.datetime | None, OVERLAP]
    created_at: CreatedAt


@dataclass(frozen=True)
class NewWebhookAnswer(WebhookAnswer):
    secret: Annotated[str, "shown now and never again; signatures are made with it"]


@dataclass(frozen=True)
class WebhookList:
    webhooks: Annotated[list[WebhookAnswer], "newest first"]
    pagination: Pagination


@dataclass(frozen=True)
class WebhookDeletionAnswer:
    id: Annotated[str, "the endpoint's; it can't be read any more"]
    deleted_at: Annotated[datetime.datetime, "nothing is sent there from then on"]


@dataclass(frozen=True)
class AttemptAnswer:
    """One request to the endpoint, or what stood in its way."""

    number: Annotated[int, "counted from 1, over replays, too"]
    started_at: Annotated[datetime.datetime, "its webhook-timestamp, to the millisecond"]
    duration_ms: Annotated[int, "milliseconds; an attempt is given up after 15 seconds"]
    outcome: Annotated[Outcome, OUTCOMES]
    status_code: Annotated[int | None, "what the server answered; null if it didn't"]
    detail: Annotated[str, "what went wrong, in words; empty for a success"]


@dataclass(frozen=True)
class FullAttemptAnswer(AttemptAnswer):
    response: Annotated[str, "the first 2,048 bytes of what was answered"]


@dataclass(frozen=True)
class DeliveryAnswer:
    id: Annotated[str, "names the delivery, to read it or to send it again"]
    event_id: Annotated[str, "the webhook-id of every attempt"]
    event: Annotated[str, "the event type"]
    status: Annotated[DeliveryStatus, DELIVERY_STATES]
    attempt_count: Annotated[int, "made so far, over replays, too"]
    next_attempt_at: Annotated[datetime.datetime | None, "at the earliest; null once it is completed"]
    last_attempt: Annotated[AttemptAnswer | None, "null before the first"]
    created_at: Annotated[datetime.datetime, "when the event happened"]
    completed_at: Annotated[datetime.datetime | None, "when it succeeded or failed for good; null while it is pending"]


@dataclass(frozen=True)
class FullDeliveryAnswer(DeliveryAnswer):
    body: Annotated[dict[str, Any], "what is posted, as JSON"]
    attempts: Annotated[list[FullAttemptAnswer], "oldest first"]


@dataclass(frozen=True)
class DeliveryList:
    deliveries: Annotated[list[DeliveryAnswer], "newest first"]
    pagination: Pagination


@dataclass(frozen=True)
class ReplayAnswer:
    id: Annotated[str, "the endpoint's"]
    replayed: Annotated[int, "deliveries that are sent now"]


def webhook_answer(endpoint: Endpoint) -> WebhookAnswer:
    until = endpoint.previous_until
    overlaps = until is not None and until > timezone.now()
    return WebhookAnswer(
        id=endpoint.public_id,
        url=endpoint.url,
        description=endpoint.description,
        events=endpoint.event_types,
        status=EndpointStatus(endpoint.status),
        disabled_reason=DisabledReason(endpoint.disabled_reason) if endpoint.disabled_reason else None,
        disabled_at=endpoint.disabled_at,
        failing_since=endpoint.failing_since,
        previous_secret_until=until if overlaps else None,
        created_at=endpoint.created_at,
    )


def webhook_tag(endpoint: Endpoint) -> str:
    """Return the ETag that GET /webhooks/{webhookId} has of it."""
    return tag_of(PARTNER, webhook_answer(endpoint), WebhookAnswer)


def issued_answer(issued: IssuedSecret) -> NewWebhookAnswer:
    """An endpoint with its new secret."""
    return NewWebhookAnswer(**vars(webhook_answer(issued.endpoint)), secret=issued.secret)


def delivery_answer(delivery: Delivery) -> DeliveryAnswer:
    """A delivery with its event and attempts at hand."""
    attempts = list(delivery.attempts.all())
    return DeliveryAnswer(
        id=delivery.public_id,
        event_id=delivery.event.public_id,
        event=delivery.event.type,
        status=DeliveryStatus(delivery.status),
        attempt_count=delivery.attempt_count,
        next_attempt_at=delivery.next_attempt_at,
        last_attempt=_attempt_answer(attempts[-1]) if attempts else None,
        created_at=delivery.event.created_at,
        completed_at=delivery.completed_at,
    )


def full_delivery_answer(delivery: Delivery) -> FullDeliveryAnswer:
    """The same with all attempts, what was answered to them, and the body."""
    event = delivery.event
    return FullDeliveryAnswer(
        **vars(delivery_answer(delivery)),
        body=envelope(event.type, event.public_id, iso(event.created_at), event.mode, event.data),
        attempts=[
            FullAttemptAnswer(**vars(_attempt_answer(attempt)), response=attempt.response)
            for attempt in delivery.attempts.all()
        ],
    )


def _attempt_answer(attempt: Attempt) -> AttemptAnswer:
    return AttemptAnswer(
        number=attempt.number,
        started_at=attempt.started_at,
        duration_ms=attempt.duration_ms,
        outcome=Outcome(attempt.outcome),
        status_code=attempt.status_code,
        detail=attempt.detail,
    )
