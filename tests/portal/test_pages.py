"""Every page of the portal: sound HTML without anything inline, and a number of queries that doesn't grow."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from credits.defaults import load_plans
from customers.models import Customer
from partners import request_log
from partners.modes import LIVE
from tests.calls import Api
from tests.docs.html_page import HtmlPage
from tests.factories import make_customer, make_seller, make_workspace
from tests.portal.members import member_browser

pytestmark = pytest.mark.django_db

#: Queries of each page: the session, its user and the memberships are the first three.
QUERIES = {
    "/portal/": 8,
    "/portal/welcome": 6,
    "/portal/keys": 5,
    "/portal/keys/new": 4,
    "/portal/requests": 5,
    "/portal/requests/rows": 4,
    "/portal/credits": 5,
    "/portal/customers": 4,
    "/portal/customers/{customer}": 6,
    "/portal/plans": 5,
    "/portal/plans/add-ons": 4,
    "/portal/plans/{plan}/prices": 4,
    "/portal/settings": 7,
    "/portal/requests/{request}": 7,
}
ENTRANCE = ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/portal/invitations/x")


@pytest.fixture
def paths() -> tuple[Client, dict[str, str]]:
    """A browser, and the address of each page, for an account in which a lot has happened."""
    seller = make_seller(balance=100_000_00)
    for number in range(12):
        api = Api(seller.key)
        answer = api.post("/customers", {"email": f"n{number}@example.com", "planId": seller.plan.slug})
        assert answer.status_code == 201
        make_customer(seller)
    request_log.flush()
    values = {
        "customer": Customer.objects.earliest("pk").public_id,
        "plan": seller.plan.slug,
        "request": answer["X-Request-Id"],
    }
    return member_browser(seller.account, mode=LIVE), {path: path.format(**values) for path in QUERIES}


def test_a_page_asks_no_more_than_its_number_of_queries(
    paths: tuple[Client, dict[str, str]], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser, addresses = paths
    # The first look makes the sample key.
    browser.get("/portal/welcome")
    for path, most in QUERIES.items():
        with django_assert_max_num_queries(most, info=path):
            assert browser.get(addresses[path]).status_code == 200


def test_every_page_is_sound_html_without_anything_inline(paths: tuple[Client, dict[str, str]]) -> None:
    browser, addresses = paths
    for path in (*addresses.values(), "/portal/keys", "/portal/nothing", "/portal/requests/req_x"):
        if path.endswith("/rows"):
            continue
        page = browser.get(path).content.decode()
        assert (path, HtmlPage(page).problems) == (path, [])


@pytest.mark.parametrize("path", ENTRANCE)
def test_every_page_of_the_entrance_is_sound_html_that_runs_nothing_inline(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    # A block of data is nothing that runs.
    told = re.sub(r'<script[^>]* type="application/json">.*?</script>', "", page, flags=re.DOTALL)
    assert (path, HtmlPage(told).problems) == (path, [])


def test_a_workspace_sees_its_own_first_call() -> None:
    load_plans()
    page = member_browser(make_workspace()).get("/portal/welcome").content.decode()
    assert "/api/v1/mcp/credits" in page
    assert "Customers" not in page


def test_the_address_without_its_slash_leads_in(client: Client) -> None:
    assert client.get("/portal")["Location"] == "/portal/"
