"""What is older than 30 days goes, unless it is still on its way."""

import datetime

import pytest
from django.utils import timezone

from tests.factories import make_partner
from tests.webhooks.sending import happen, listen
from webhooks.answers import webhook_answer
from webhooks.dispatch import fan_out
from webhooks.endpoints import Owner, change_endpoint, delete_endpoint, rotate_secret
from webhooks.models import Attempt, Delivery, Endpoint, Event
from webhooks.retention import forget_old_events, forget_old_secrets

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_allowed")]
URL = "http://127.0.0.1:9/"


def age(**old: float) -> None:
    """As if all events had happened so long ago."""
    Event.objects.update(created_at=timezone.now() - datetime.timedelta(**old))


def complete() -> None:
    now = timezone.now()
    Delivery.objects.update(status="succeeded", next_attempt_at=None, completed_at=now)
    for delivery in Delivery.objects.all():
        Attempt.objects.create(delivery=delivery, number=1, started_at=now, duration_ms=1, outcome="succeeded")


def counts() -> tuple[int, int, int]:
    return Event.objects.count(), Delivery.objects.count(), Attempt.objects.count()


def test_old_events_go_with_everything_that_was_sent_of_them() -> None:
    account = make_partner()
    listen(account, URL)
    listen(account, URL)
    happen(account)
    fan_out()
    complete()
    age(days=29, hours=23)
    assert (forget_old_events(), counts()) == (0, (1, 2, 2))
    age(days=30, minutes=1)
    happen(account)
    fan_out()
    assert (forget_old_events(), counts()) == (1, (1, 2, 0))


def test_what_is_on_its_way_stays_but_not_for_an_endpoint_that_is_paused() -> None:
    account = make_partner()
    endpoint = listen(account, URL).endpoint
    happen(account)
    fan_out()
    age(days=40)
    assert (forget_old_events(), counts()) == (0, (1, 1, 0))
    owner = Owner(account.pk, "live")
    change_endpoint(owner=owner, endpoint_id=endpoint.public_id, fields={"status": "paused"})
    assert (forget_old_events(), counts()) == (1, (0, 0, 0))


def test_an_event_that_nobody_has_dispatched_is_never_lost() -> None:
    happen(make_partner())
    age(days=400)
    assert (forget_old_events(), counts()) == (0, (1, 0, 0))


def test_a_deleted_endpoint_goes_after_its_deliveries() -> None:
    account = make_partner()
    endpoint = listen(account, URL).endpoint
    happen(account)
    fan_out()
    delete_endpoint(owner=Owner(account.pk, "live"), endpoint_id=endpoint.public_id)
    Endpoint.objects.update(deleted_at=timezone.now() - datetime.timedelta(days=31))
    assert (forget_old_events(), Endpoint.objects.count()) == (0, 1)
    age(days=31)
    assert (forget_old_events(), Endpoint.objects.count()) == (1, 0)


def test_a_rotated_secret_goes_when_its_overlap_has_ended() -> None:
    account = make_partner()
    endpoint = listen(account, URL).endpoint
    owner, hour = Owner(account.pk, "live"), datetime.timedelta(hours=1)
    rotate_secret(owner=owner, endpoint_id=endpoint.public_id, overlap=hour)
    assert forget_old_secrets() == 0
    assert webhook_answer(Endpoint.objects.get()).previous_secret_until is not None
    Endpoint.objects.update(previous_until=timezone.now())
    assert webhook_answer(Endpoint.objects.get()).previous_secret_until is None
    assert forget_old_secrets() == 1
    assert Endpoint.objects.get().previous_secret is None
