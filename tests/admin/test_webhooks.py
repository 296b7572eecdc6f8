"""Webhooks in the admin: shown without secrets, managed by who may, and sent again."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from tests.admin.staff import client_of, history_of, list_of, make_staff, page_of, text_of
from tests.factories import make_partner
from tests.state import nothing_moves
from webhooks.dispatch import fan_out
from webhooks.endpoints import IssuedSecret, Owner, create_endpoint
from webhooks.models import Attempt, Delivery, Endpoint
from webhooks.outbox import record

pytestmark = pytest.mark.django_db
PAGES = ("enable", "pause", "disable")


@pytest.fixture
def issued() -> IssuedSecret:
    """With a delivery that failed."""
    account = make_partner("Northwind")
    made = create_endpoint(
        owner=Owner(account.pk, "live"), url="https://hooks.example.com/", event_types=["credits.low"]
    )
    record(account_id=account.pk, mode="live", type="credits.low", data={"balance": 9.5, "threshold": 10})
    fan_out()
    delivery = Delivery.objects.get()
    at = delivery.created_at
    Delivery.objects.update(status="failed", next_attempt_at=None, completed_at=at, attempt_count=1)
    Attempt.objects.create(
        delivery=delivery,
        number=1,
        started_at=at,
        duration_ms=12,
        outcome="rejected",
        status_code=500,
        response="<b>no</b>",
    )
    return made


def send(browser: Client, url: str) -> int:
    assert browser.get(url).status_code == 200
    return int(browser.post(url, {}).status_code)


def test_pages_show_state_and_attempts_but_no_secret(browser: Client, issued: IssuedSecret) -> None:
    delivery = Delivery.objects.get()
    shown = browser.get(page_of(issued.endpoint)).content.decode() + browser.get(page_of(delivery)).content.decode()
    assert issued.secret not in shown
    assert bytes(Endpoint.objects.get().secret).decode() not in shown
    assert "gAAAA" not in shown
    assert "&lt;b&gt;no&lt;/b&gt;" in shown
    text = text_of(browser.get(page_of(delivery)))
    assert "answered with another status than 2xx 500" in text


def test_an_endpoint_is_disabled_paused_and_enabled(browser: Client, issued: IssuedSecret) -> None:
    endpoint = issued.endpoint
    for name, status, reason in (
        ("disable", "disabled", "operator"),
        ("pause", "paused", ""),
        ("enable", "enabled", ""),
    ):
        assert send(browser, page_of(endpoint, name)) == 302
        found = Endpoint.objects.get()
        assert (found.status, found.disabled_reason) == (status, reason)
    assert [what for _, what in history_of(endpoint)] == ["Made disabled.", "Made paused.", "Made enabled."]


def test_a_delivery_is_sent_again_unless_its_endpoint_is_paused(browser: Client, issued: IssuedSecret) -> None:
    delivery = Delivery.objects.get()
    Endpoint.objects.update(status="paused")
    with nothing_moves():
        assert send(browser, page_of(delivery, "replay")) == 302
    assert history_of(delivery) == []
    Endpoint.objects.update(status="enabled")
    assert send(browser, page_of(delivery, "replay")) == 302
    delivery.refresh_from_db()
    assert (delivery.status, delivery.tries) == ("pending", 0)
    assert [what for _, what in history_of(delivery)] == ["Sent again."]


def test_deliveries_are_found_by_any_of_their_ids(browser: Client, issued: IssuedSecret) -> None:
    delivery = Delivery.objects.get()
    for found, query in (
        ([delivery], delivery.public_id),
        ([delivery], delivery.event.public_id),
        ([delivery], issued.endpoint.public_id),
        ([], "whd_0"),
    ):
        assert list(browser.get(list_of(Delivery), {"q": query}).context["cl"].result_list) == found


def test_a_viewer_is_refused_and_nothing_changes(issued: IssuedSecret) -> None:
    viewer = client_of(make_staff("webhooks.view_endpoint", "webhooks.view_delivery"))
    delivery = Delivery.objects.get()
    with nothing_moves():
        for url in [*(page_of(issued.endpoint, name) for name in PAGES), page_of(delivery, "replay")]:
            assert viewer.get(url).status_code == 403
            assert viewer.post(url, {}).status_code == 403
    assert LogEntry.objects.count() == 0
    assert viewer.get(page_of(delivery)).status_code == 200
