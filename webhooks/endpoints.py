"""Managing endpoints: every function takes the account and the mode whose endpoints may be touched."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from api.conditional import UNCONDITIONAL, Precondition
from api.ids import has_shape
from errors_docs.exceptions import WebhookLimitReached, WebhookNotEnabled, WebhookNotFound
from partners.models import Account
from partners.sealing import WEBHOOK_SECRETS, seal
from webhooks.dispatch import make_due
from webhooks.models import DisabledReason, Endpoint, EndpointStatus
from webhooks.signing import new_secret

MOST_ENDPOINTS: Final = 20
#: The longest time for which a rotated secret may go on signing beside its successor.
LONGEST_OVERLAP: Final = datetime.timedelta(days=30)


@dataclass(frozen=True)
class Owner:
    """Whose endpoints are meant: an account, in one of its modes."""

    account_id: int
    mode: str


@dataclass(frozen=True)
class IssuedSecret:
    """An endpoint and its new secret, to be shown once."""

    endpoint: Endpoint
    secret: str = field(repr=False)


def endpoints_of(owner: Owner) -> "QuerySet[Endpoint]":
    """Every endpoint that the owner may know of."""
    return Endpoint.objects.filter(account_id=owner.account_id, mode=owner.mode, deleted_at=None)


def find_endpoint(owner: Owner, endpoint_id: str) -> Endpoint:
    """One of them. Raises WebhookNotFound."""
    found = endpoints_of(owner).filter(public_id=endpoint_id).first() if has_shape(endpoint_id, "whe") else None
    if found is None:
        raise WebhookNotFound
    return found


def locked_endpoint(owner: Owner, endpoint_id: str, condition: Precondition = UNCONDITIONAL) -> Endpoint:
    """The same, locked until the transaction ends: nobody leases or releases it meanwhile.

    Raises WebhookNotFound, and PreconditionFailed if it isn't what the condition demands.
    """
    mine = endpoints_of(owner).select_for_update(no_key=True)
    found = mine.filter(public_id=endpoint_id).first() if has_shape(endpoint_id, "whe") else None
    if found is None:
        raise WebhookNotFound
    condition.refuse_unless_met(found)
    return found


def enabled_endpoint(owner: Owner, endpoint_id: str) -> Endpoint:
    """The same, if something can be sent to it. Raises WebhookNotEnabled."""
    endpoint = locked_endpoint(owner, endpoint_id)
    if endpoint.status != EndpointStatus.ENABLED:
        raise WebhookNotEnabled(status=endpoint.status)
    return endpoint


@transaction.atomic
def create_endpoint(*, owner: Owner, url: str, description: str = "", event_types: Sequence[str] = ()) -> IssuedSecret:
    """A new endpoint that is enabled; without event types it gets all. Raises WebhookLimitReached."""
    # The account's lock puts those that count at the same time in one order.
    Account.objects.select_for_update(no_key=True).get(pk=owner.account_id)
    if endpoints_of(owner).count() >= MOST_ENDPOINTS:
        raise WebhookLimitReached(limit=MOST_ENDPOINTS)
    secret = new_secret()
    endpoint = Endpoint.objects.create(
        account_id=owner.account_id,
        mode=owner.mode,
        url=url,
        description=description,
        event_types=list(dict.fromkeys(event_types)),
        secret=seal(secret.encode(), WEBHOOK_SECRETS),
    )
    endpoint.refresh_from_db(fields=["created_at"])
    return IssuedSecret(endpoint, secret)


@transaction.atomic
def change_endpoint(
    *, owner: Owner, endpoint_id: str, fields: Mapping[str, Any], condition: Precondition = UNCONDITIONAL
) -> Endpoint:
    """Sets url, description, event_types or status; another url is no longer suspect.

    Raises WebhookNotFound, PreconditionFailed.
    """
    endpoint = locked_endpoint(owner, endpoint_id, condition)
    for name in fields.keys() & {"url", "description", "event_types"}:
        setattr(endpoint, name, fields[name])
    endpoint.save(update_fields=["url", "description", "event_types"])
    if "url" in fields:
        endpoint.suspect, endpoint.failing_since = False, None
        endpoint.save(update_fields=["suspect", "failing_since"])
    if "status" in fields:
        set_status(endpoint, EndpointStatus(fields["status"]))
    return endpoint


def set_status(endpoint: Endpoint, status: EndpointStatus, reason: DisabledReason | None = None) -> None:
    """Enables, pauses or disables a locked endpoint. What waits is sent as soon as it is enabled."""
    if status == endpoint.status:
        return
    disabled = status == EndpointStatus.DISABLED
    endpoint.status = status
    endpoint.disabled_reason = (reason or DisabledReason.OPERATOR) if disabled else ""
    endpoint.disabled_at = timezone.now() if disabled else None
    endpoint.failing_since = None
    endpoint.suspect = False
    endpoint.save(update_fields=["status", "disabled_reason", "disabled_at", "failing_since", "suspect"])
    if status == EndpointStatus.ENABLED:
        make_due([endpoint.pk])
    elif endpoint.lease is None:
        Endpoint.objects.filter(pk=endpoint.pk).update(due_at=None)


@transaction.atomic
def delete_endpoint(*, owner: Owner, endpoint_id: str, condition: Precondition = UNCONDITIONAL) -> Endpoint:
    """Nothing is sent there any more, and its secrets are gone. Its deliveries go with the retention."""
    endpoint = locked_endpoint(owner, endpoint_id, condition)
    endpoint.deleted_at, endpoint.due_at = timezone.now(), None
    endpoint.secret, endpoint.previous_secret = b"", None
    endpoint.save(update_fields=["deleted_at", "due_at", "secret", "previous_secret"])
    return endpoint


@transaction.atomic
def rotate_secret(
    *, owner: Owner, endpoint_id: str, overlap: datetime.timedelta, condition: Precondition = UNCONDITIONAL
) -> IssuedSecret:
    """A new secret; the old one signs beside it for ``overlap`` (0 to 30 days)."""
    assert datetime.timedelta(0) <= overlap <= LONGEST_OVERLAP
    endpoint = locked_endpoint(owner, endpoint_id, condition)
    secret = new_secret()
    endpoint.previous_secret = endpoint.secret if overlap else None
    endpoint.previous_until = timezone.now() + overlap if overlap else None
    endpoint.secret = seal(secret.encode(), WEBHOOK_SECRETS)
    endpoint.save(update_fields=["secret", "previous_secret", "previous_until"])
    return IssuedSecret(endpoint, secret)
