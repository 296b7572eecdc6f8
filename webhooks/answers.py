"""Endpoints and deliveries as the Partner API shows them."""

import datetime
from dataclasses import dataclass
from typing import Annotated, Any

from django.utils import timezone

from api.openapi.webhooks import envelope
from api.paging import Pagination
from errors_docs.jsonform import iso
from webhooks.endpoints import IssuedSecret
from webhooks.models import Attempt, Delivery, DeliveryStatus, DisabledReason, Endpoint, EndpointStatus, Outcome


@dataclass(frozen=True)
class WebhookAnswer:
    id: str
    url: str
    description: str
    events: Annotated[list[str], "the event types that are sent; an empty list: all"]
    status: EndpointStatus
    disabled_reason: Annotated[DisabledReason | None, "why it was disabled"]
    disabled_at: datetime.datetime | None
    failing_since: Annotated[datetime.datetime | None, "the first failure since the last success"]
    previous_secret_until: Annotated[datetime.datetime | None, "until when the secret before this one signs, too"]
    created_at: datetime.datetime


@dataclass(frozen=True)
class NewWebhookAnswer(WebhookAnswer):
    secret: Annotated[str, "shown now and never again; signatures are made with it"]


@dataclass(frozen=True)
class WebhookList:
    webhooks: list[WebhookAnswer]
    pagination: Pagination


@dataclass(frozen=True)
class WebhookDeletionAnswer:
    id: str
    deleted_at: datetime.datetime


@dataclass(frozen=True)
class AttemptAnswer:
    number: int
    started_at: datetime.datetime
    duration_ms: int
    outcome: Outcome
    status_code: Annotated[int | None, "what the server answered; null if it didn't"]
    detail: Annotated[str, "what went wrong, in words"]


@dataclass(frozen=True)
class FullAttemptAnswer(AttemptAnswer):
    response: Annotated[str, "the first 2,048 bytes of what was answered"]


@dataclass(frozen=True)
class DeliveryAnswer:
    id: str
    event_id: Annotated[str, "the webhook-id of every attempt"]
    event: Annotated[str, "the event type"]
    status: DeliveryStatus
    attempt_count: int
    next_attempt_at: Annotated[datetime.datetime | None, "at the earliest; null once it is completed"]
    last_attempt: Annotated[AttemptAnswer, "null before the first"] | None
    created_at: Annotated[datetime.datetime, "when the event happened"]
    completed_at: datetime.datetime | None


@dataclass(frozen=True)
class FullDeliveryAnswer(DeliveryAnswer):
    body: Annotated[dict[str, Any], "what is posted"]
    attempts: Annotated[list[FullAttemptAnswer], "oldest first"]


@dataclass(frozen=True)
class DeliveryList:
    deliveries: list[DeliveryAnswer]
    pagination: Pagination


@dataclass(frozen=True)
class ReplayAnswer:
    id: str
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
