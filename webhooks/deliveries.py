"""What was sent to an endpoint: listing, testing, and sending again."""

import datetime
from typing import Any, Final

from django.contrib.postgres.functions import TransactionNow
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from api.ids import has_shape
from api.paging import Pagination, Portion, key_of
from api.statements import run, sql_beside
from errors_docs.exceptions import DeliveryNotFound, ReplayTooLarge
from errors_docs.jsonform import to_json
from webhooks.dispatch import make_due
from webhooks.endpoints import Owner, enabled_endpoint, find_endpoint
from webhooks.event_types import PING, Ping
from webhooks.models import Attempt, Delivery, DeliveryStatus, Endpoint, Event

#: What one call sends again.
LARGEST_REPLAY: Final = 10_000
REPLAY_FAILED: Final = sql_beside(__file__, "replay_failed.sql")
REPLAY_ALL: Final = sql_beside(__file__, "replay_all.sql")
COUNT_FAILED: Final = """
SELECT count(*) FROM webhooks_delivery d JOIN webhooks_event e ON e.id = d.event_id
WHERE d.endpoint_id = %(endpoint)s AND d.status = 'failed'
    AND e.created_at >= %(since)s AND e.created_at < %(until)s
"""
COUNT_ALL: Final = """
SELECT count(*) FROM webhooks_event
WHERE account_id = %(account)s AND mode = %(mode)s AND type <> 'ping' AND dispatched_at IS NOT NULL
    AND (%(types)s::text[] = '{}' OR type = ANY (%(types)s::text[]))
    AND created_at >= %(since)s AND created_at < %(until)s
"""


def deliveries_of(endpoint: Endpoint) -> "QuerySet[Delivery]":
    """Every delivery of an endpoint with its event and attempts at hand."""
    attempts = Prefetch("attempts", Attempt.objects.order_by("number"))
    return endpoint.deliveries.select_related("event").prefetch_related(attempts)


def find_delivery(owner: Owner, endpoint_id: str, delivery_id: str) -> Delivery:
    """One of them. Raises WebhookNotFound, DeliveryNotFound."""
    endpoint = find_endpoint(owner, endpoint_id)
    mine = deliveries_of(endpoint)
    found = mine.filter(public_id=delivery_id).first() if has_shape(delivery_id, "whd") else None
    if found is None:
        raise DeliveryNotFound
    return found


def list_deliveries(
    owner: Owner,
    endpoint_id: str,
    portion: Portion,
    *,
    status: str | None = None,
    event: str | None = None,
    start: datetime.datetime | None = None,
    end: datetime.datetime | None = None,
) -> tuple[list[Delivery], Pagination]:
    """Return a part of an endpoint's deliveries, newest first, of events in [start, end). Raises WebhookNotFound."""
    filters: dict[str, Any] = {
        "status": status,
        "event__type": event,
        "event__created_at__gte": start,
        "event__created_at__lt": end,
    }
    found = deliveries_of(find_endpoint(owner, endpoint_id))
    found = found.filter(**{name: value for name, value in filters.items() if value is not None})
    return portion.shown(list(portion.newest(found)), key_of, found.count)


@transaction.atomic
def send_test(*, owner: Owner, endpoint_id: str) -> Delivery:
    """A ping for this endpoint alone. Raises WebhookNotFound, WebhookNotEnabled."""
    endpoint = enabled_endpoint(owner, endpoint_id)
    event = Event.objects.create(
        account_id=owner.account_id,
        mode=owner.mode,
        type=PING,
        data=to_json(Ping(endpoint.public_id), Ping),
        dispatched_at=TransactionNow(),
    )
    # By the database's clock, as all that the sender compares.
    delivery = Delivery.objects.create(endpoint=endpoint, event=event, next_attempt_at=TransactionNow())
    make_due([endpoint.pk])
    return find_delivery(owner, endpoint_id, delivery.public_id)


@transaction.atomic
def replay(*, owner: Owner, endpoint_id: str, delivery_id: str) -> Delivery:
    """Sends a delivery again with the same webhook-id; one that is pending is sent at once.

    Raises WebhookNotFound, WebhookNotEnabled, DeliveryNotFound.
    """
    endpoint = enabled_endpoint(owner, endpoint_id)
    delivery = find_delivery(owner, endpoint_id, delivery_id)
    reopen(delivery)
    make_due([endpoint.pk])
    return find_delivery(owner, endpoint_id, delivery_id)


def reopen(delivery: Delivery) -> None:
    """Begins its schedule anew. Its endpoint is locked; whoever is sending it just now may send it twice."""
    Delivery.objects.filter(pk=delivery.pk).update(
        status=DeliveryStatus.PENDING, tries=0, next_attempt_at=TransactionNow(), completed_at=None
    )


@transaction.atomic
def replay_range(
    *,
    owner: Owner,
    endpoint_id: str,
    start: datetime.datetime,
    end: datetime.datetime | None = None,
    failed_only: bool = True,
) -> int:
    """Sends again what failed of the events in [start, end), or all of it, what was never sent there included.

    How many deliveries that are. Raises WebhookNotFound, WebhookNotEnabled, ReplayTooLarge; then none was touched.
    """
    endpoint = enabled_endpoint(owner, endpoint_id)
    values = {
        "endpoint": endpoint.pk,
        "account": owner.account_id,
        "mode": owner.mode,
        "types": endpoint.event_types,
        "since": start,
        "until": end or timezone.now(),
    }
    ((found,),) = run(COUNT_FAILED if failed_only else COUNT_ALL, values)
    if found > LARGEST_REPLAY:
        raise ReplayTooLarge(limit=LARGEST_REPLAY, found=found)
    count = len(run(REPLAY_FAILED if failed_only else REPLAY_ALL, values))
    make_due([endpoint.pk])
    return count
