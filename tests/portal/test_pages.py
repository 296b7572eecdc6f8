"""Every page of the portal: sound HTML without anything inline, and a number of queries that doesn't grow."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from credits.defaults import load_plans
from customers.models import Customer
from partners import request_log
from partners.modes import LIVE
from tests.calls import Api
from tests.docs.html_page import read_page
from tests.factories import make_customer, make_key, make_seller, make_workspace
from tests.portal.members import make_member, member_browser
from tests.webhooks.sending import listen
from webhooks.dispatch import fan_out

pytestmark = pytest.mark.django_db

#: Queries of each page, whatever it shows: the session, its user and the memberships are the first three.
QUERIES = {
    "/portal/": 9,
    "/portal/welcome": 5,
    "/portal/keys": 5,
    # Three of them are about how the visitor may show again who it is.
    "/portal/keys/new": 7,
    "/portal/requests": 5,
    "/portal/requests/rows": 4,
    "/portal/credits": 6,
    "/portal/customers": 4,
    "/portal/customers/{customer}": 6,
    "/portal/plans": 5,
    "/portal/plans/add-ons": 4,
    "/portal/plans/{plan}/prices": 4,
    "/portal/webhooks": 4,
    "/portal/webhooks/{endpoint}": 8,
    "/portal/settings": 7,
    "/portal/requests/{request}": 7,
}
ENTRANCE = (
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-x-y/",
    "/accounts/password/reset/key/done/",
    "/accounts/confirm-email/x/",
    "/portal/invitations/x",
)
#: Pages beside those whose queries are counted.
MORE = (
    "/portal/nothing",
    "/portal/requests/req_x",
    "/portal/customers/pc_x",
    "/portal/webhooks",
    "/portal/webhooks/new",
    "/accounts/email/",
    "/accounts/logout/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
)


@pytest.fixture
def paths(request: pytest.FixtureRequest) -> tuple[Client, dict[str, str]]:
    """A browser, and the address of each page, for an account in which everything has happened, often or as often as
    the parameter says.
    """
    seller = make_seller(balance=100_000_00)
    endpoint = listen(seller.account, "https://hooks.example.com/").endpoint
    for number in range(getattr(request, "param", 12)):
        api = Api(seller.key)
        answer = api.post("/customers", {"email": f"n{number}@example.com", "planId": seller.plan.slug})
        assert answer.status_code == 201
        assert api.get("/customers/pc_1").status_code == 404
        make_customer(seller)
        make_key(seller.account)
        make_member(seller.account)
        listen(seller.account, "https://hooks.example.com/")
    request_log.flush()
    fan_out()
    values = {
        "customer": Customer.objects.earliest("pk").public_id,
        "plan": seller.plan.slug,
        "request": answer["X-Request-Id"],
        "endpoint": endpoint.public_id,
    }
    return member_browser(seller.account, mode=LIVE), {path: path.format(**values) for path in QUERIES}


@pytest.mark.parametrize("paths", [1, 12], indirect=True)
def test_a_page_asks_exactly_its_number_of_queries_however_much_it_shows(
    paths: tuple[Client, dict[str, str]],
) -> None:
    browser, addresses = paths
    # The first look makes the sample key.
    browser.get("/portal/welcome")
    asked = {}
    for path in QUERIES:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(addresses[path]).status_code == 200
        asked[path] = len(queries)
    assert asked == QUERIES


def test_every_page_is_sound_html_without_anything_inline(paths: tuple[Client, dict[str, str]]) -> None:
    browser, addresses = paths
    for path in (*addresses.values(), *MORE):
        if path.endswith("/rows"):
            continue
        page = browser.get(path).content.decode()
        assert (path, read_page(page).problems) == (path, [])


@pytest.mark.parametrize("path", ENTRANCE)
def test_every_page_of_the_entrance_is_sound_html_that_runs_nothing_inline(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    # A block of data is nothing that runs.
    told = re.sub(r'<script[^>]* type="application/json">.*?</script>', "", page, flags=re.DOTALL)
    assert (path, read_page(told).problems) == (path, [])


def test_a_workspace_sees_its_own_first_call() -> None:
    load_plans()
    page = member_browser(make_workspace()).get("/portal/welcome").content.decode()
    assert "/api/v1/mcp/credits" in page
    assert "Customers" not in page


def test_the_address_without_its_slash_leads_in(client: Client) -> None:
    assert client.get("/portal")["Location"] == "/portal/"
