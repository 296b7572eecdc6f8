"""Webhook endpoints and their deliveries, each account's own and each mode's apart."""

import re
from typing import Any

import pytest
from django.test import Client

from partners.models import Account
from partners.modes import LIVE, TEST
from tests.admin.staff import nonce_in, open_and_send
from tests.factories import make_partner
from tests.portal.members import member_browser, text_of, without_chance
from tests.webhooks.sending import happen, listen
from webhooks.dispatch import fan_out
from webhooks.endpoints import MOST_ENDPOINTS
from webhooks.models import Delivery, DeliveryStatus, Endpoint, EndpointStatus

pytestmark = pytest.mark.django_db
URL = "https://hooks.example.com/tollgate"
NEW = "/portal/webhooks/new"


def secrets_in(page: Any) -> list[str]:
    return re.findall(r"whsec_[0-9A-Za-z+/]+=*", page.content.decode())


def path_of(endpoint: Endpoint, page: str = "") -> str:
    return f"/portal/webhooks/{endpoint.public_id}{page}"


def send(browser: Client, path: str, url: str, **fields: Any) -> Any:
    """Opens the form of an endpoint and sends it."""
    return browser.post(path, {"nonce": nonce_in(browser.get(path)), "url": url, **fields})


def delivered(account: Account, endpoint: Endpoint) -> Delivery:
    """An event on its way to the endpoint."""
    happen(account)
    fan_out()
    return Delivery.objects.get(endpoint=endpoint)


def webhook_browser() -> tuple[Client, Endpoint]:
    """A member of an account that has one endpoint, and this endpoint."""
    account = make_partner()
    return member_browser(account), listen(account, URL).endpoint


def test_a_new_endpoint_is_as_asked_and_its_secret_is_shown_once() -> None:
    account = make_partner()
    browser = member_browser(account)
    page = send(browser, NEW, URL, description="Billing", event_types=["customer.created", "credits.low"])
    endpoint = Endpoint.objects.get()
    assert (endpoint.account, endpoint.mode, endpoint.url, endpoint.description) == (account, LIVE, URL, "Billing")
    assert endpoint.event_types == ["customer.created", "credits.low"]
    (secret,) = secrets_in(page)
    assert secret.encode() not in bytes(endpoint.secret)
    for path in ("/portal/webhooks", path_of(endpoint), path_of(endpoint, "/edit")):
        assert secrets_in(browser.get(path)) == []


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://hooks.example.com/", "This can't be reached: http is not allowed, only https."),
        ("https://127.0.0.1/", "This can't be reached: 127.0.0.1 is not a public address."),
        ("https://127.1/", "This can't be reached: 127.1 is not an address in the usual form."),
        ("https://[::1]/", "This can't be reached: ::1 is not a public address."),
        ("nothing", "This must be an https:// URL."),
        ("ftp://x/", "This must be an https:// URL."),
        ("https://a..b/", "The host has an empty part."),
        ("https://example.com:0/", "The port must be 1 to 65535."),
        ("https://xn--a.example.com/", "The host has a part that is not a valid international name (IDNA 2008)."),
        ("https://hooks.example.com/\t", "This has characters that can't be seen."),
    ],
)
def test_an_address_that_may_not_be_reached_is_refused_by_reason_and_nothing_is_made(url: str, says: str) -> None:
    browser, endpoint = webhook_browser()
    for path in (NEW, path_of(endpoint, "/edit")):
        page = send(browser, path, url)
        assert page.status_code == 400
        assert says in text_of(page)
    assert Endpoint.objects.get().url == URL


def test_an_address_is_stored_as_it_is_sent() -> None:
    browser, endpoint = webhook_browser()
    send(browser, path_of(endpoint, "/edit"), " https://BÜCHER.example/a%2Fb/é? ")
    endpoint.refresh_from_db()
    assert endpoint.url == "https://xn--bcher-kva.example/a%2Fb/%C3%A9?"
    send(browser, NEW, "https://bücher.example:443")
    assert Endpoint.objects.latest("pk").url == "https://xn--bcher-kva.example/"


def test_an_account_has_so_many_endpoints_and_no_more() -> None:
    account = make_partner()
    for number in range(MOST_ENDPOINTS):
        listen(account, f"{URL}/{number}")
    page = send(member_browser(account), NEW, URL)
    assert page.status_code == 400
    assert f"There are {MOST_ENDPOINTS} endpoints already" in text_of(page)
    assert Endpoint.objects.count() == MOST_ENDPOINTS


def test_a_test_is_a_ping_and_is_refused_while_paused() -> None:
    account = make_partner()
    endpoint = listen(account, URL).endpoint
    browser = member_browser(account)
    page = browser.post(path_of(endpoint, "/test"), follow=True)
    assert "A ping is on its way." in text_of(page)
    assert Delivery.objects.get().event.type == "ping"
    browser.post(path_of(endpoint, "/status"), {"status": "paused"})
    refused = browser.post(path_of(endpoint, "/test"), follow=True)
    assert "The endpoint is paused; enable it first." in text_of(refused)
    assert Delivery.objects.count() == 1


def test_nobody_disables_an_endpoint_by_the_button_that_pauses_it() -> None:
    account = make_partner()
    endpoint = listen(account, URL).endpoint
    assert member_browser(account).post(path_of(endpoint, "/status"), {"status": "disabled"}).status_code == 404
    endpoint.refresh_from_db()
    assert endpoint.status == EndpointStatus.ENABLED


def test_a_delivery_shows_its_body_and_is_replayed() -> None:
    account = make_partner()
    endpoint = listen(account, URL).endpoint
    delivery = delivered(account, endpoint)
    Delivery.objects.filter(pk=delivery.pk).update(
        status=DeliveryStatus.FAILED, next_attempt_at=None, completed_at=delivery.created_at
    )
    browser = member_browser(account)
    path = path_of(endpoint, f"/deliveries/{delivery.public_id}")
    page = text_of(browser.get(path))
    assert "customer.created failed" in page
    assert '"email" : "ada@example.com"' in page
    assert "It is sent again" in text_of(browser.post(f"{path}/replay", follow=True))
    delivery.refresh_from_db()
    assert delivery.status == DeliveryStatus.PENDING
    assert "customer.created" in text_of(browser.get(path_of(endpoint), {"status": "pending"}))
    assert "Nothing was sent here yet" in text_of(browser.get(path_of(endpoint), {"status": "failed"}))


def test_a_rotated_secret_is_another_one_and_the_old_one_overlaps() -> None:
    account = make_partner()
    issued = listen(account, URL)
    page = open_and_send(member_browser(account), path_of(issued.endpoint, "/rotate"), overlap_hours=24)
    (secret,) = secrets_in(page)
    assert secret != issued.secret
    issued.endpoint.refresh_from_db()
    assert issued.endpoint.previous_secret is not None


def test_editing_and_deleting() -> None:
    account = make_partner()
    endpoint = listen(account, URL).endpoint
    browser = member_browser(account)
    send(browser, path_of(endpoint, "/edit"), f"{URL}/2", event_types=["credits.low"])
    endpoint.refresh_from_db()
    assert (endpoint.url, endpoint.event_types) == (f"{URL}/2", ["credits.low"])
    browser.post(path_of(endpoint, "/delete"))
    assert browser.get(path_of(endpoint)).status_code == 404
    assert "No endpoints" in text_of(browser.get("/portal/webhooks"))


def test_a_strangers_endpoint_and_the_other_modes_are_missing_like_any_other() -> None:
    account, stranger = make_partner(), make_partner()
    foreign, other_mode = listen(stranger, URL).endpoint, listen(account, URL, mode=TEST).endpoint
    delivery = delivered(stranger, foreign)
    browser = member_browser(account)

    def ask(client: Client, endpoint_id: str, page: str) -> tuple[int, str]:
        path = f"/portal/webhooks/{endpoint_id}{page}"
        return without_chance(client.get(path) if page in ("", "/edit", "/rotate") else client.post(path))

    pages = ("", "/edit", "/rotate", "/test", "/status", "/delete", f"/deliveries/{delivery.public_id}/replay")
    for page in pages:
        missing = ask(browser, "whe_00000000000000000000000000", page)
        assert missing[0] == 404
        for endpoint_id in (foreign.public_id, other_mode.public_id, "whe_\x00"):
            assert ask(browser, endpoint_id, page) == missing
    assert Endpoint.objects.filter(deleted_at=None, status=EndpointStatus.ENABLED).count() == 2


def test_deleting_is_asked_once_more_first() -> None:
    account = make_partner()
    endpoint = listen(account, URL).endpoint
    page = member_browser(account).get(path_of(endpoint, "/delete"))
    assert (page.status_code, f"Nothing more is sent to {URL}" in text_of(page)) == (200, True)
    assert Endpoint.objects.get() == endpoint
