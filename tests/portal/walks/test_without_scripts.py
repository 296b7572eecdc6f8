"""Every page and every form without JavaScript; only the live log and passkeys need it, and are not offered."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import Browser, Page, expect

from tests.portal.walks.look import go
from tests.portal.walks.places import BARE, ENTRANCE, PARTNER, WORKSPACE, Place
from tests.portal.walks.visit import PASSWORD, Visit, mailed_link, new_context, show_password
from tests.server.running import Running

#: What does nothing without a script.
SCRIPTED = "[data-live], .needs-script, [data-copy], [data-theme-toggle], [data-search]"


@pytest.fixture
def page(chromium: Browser, site: Running) -> Iterator[Page]:
    """A tab that runs no scripts, in which nobody is signed in."""
    with plain_tab(chromium, site, None) as page:
        yield page


@contextmanager
def plain_tab(chromium: Browser, site: Running, visit: Visit | None) -> Iterator[Page]:
    """A tab that runs no scripts, with the cookies of somebody who has just shown the password."""
    if visit:
        show_password(visit.page)
    state = visit.page.context.storage_state() if visit else None
    with new_context(chromium, site, storage_state=state, java_script_enabled=False) as context:
        yield context.new_page()


def test_every_page_of_the_entrance_opens(page: Page) -> None:
    open_each(page, ENTRANCE)


def test_every_page_of_a_partner_opens(chromium: Browser, site: Running, history: Visit) -> None:
    with plain_tab(chromium, site, history) as page:
        open_each(page, PARTNER)
        for place in BARE:
            open_one(page, place)


def test_every_page_of_a_workspace_opens(chromium: Browser, site: Running, planner: Visit) -> None:
    with plain_tab(chromium, site, planner) as page:
        open_each(page, WORKSPACE)


def open_each(page: Page, places: dict[str, Place]) -> None:
    """Opens each page, once it is sure that the place leads to the URL of its name."""
    for name, place in places.items():
        open_one(page, place)
        assert resolve(urlsplit(page.url).path).url_name == name


def open_one(page: Page, place: Place) -> None:
    """Opens a page, which shows nothing that needs a script."""
    go(page, place)
    expect(page.locator("h1")).to_be_visible()
    assert (place, page.locator(SCRIPTED).filter(visible=True).count()) == (place, 0)


def test_from_signing_up_to_signing_out(page: Page, database: str) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("Company or project").fill("Plain Imaging")
    page.get_by_label("Email").fill("plain@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Get my key").click()
    expect(page.locator("h1")).to_have_text("Look into your mail")
    page.goto(mailed_link(database, "/accounts/confirm-email/"))
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("#secret")).to_contain_text("sk_test_")

    show_password(page)
    look_after_keys(page)
    look_after_webhooks(page)
    look_after_prices_and_people(page)

    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/docs/$"))


def look_after_keys(page: Page) -> None:
    page.goto("/portal/keys/new")
    page.get_by_label("Name").fill("Plain server")
    page.get_by_role("button", name="Create key").click()
    expect(page.locator("#secret")).to_contain_text("sk_test_")
    page.get_by_role("link", name="I have copied it").click()
    page.get_by_role("link", name="Rotate Plain server").click()
    page.get_by_role("button", name="Rotate key").click()
    expect(page.locator("#secret")).to_contain_text("sk_test_")
    page.get_by_role("link", name="I have copied it").click()
    page.get_by_role("link", name="Revoke Plain server").first.click()
    page.get_by_label("Reason").fill("A walk is over")
    page.get_by_role("button", name="Revoke permanently").click()
    expect(page.get_by_role("status").first).to_contain_text("is revoked")


def look_after_webhooks(page: Page) -> None:
    page.goto("/portal/webhooks")
    page.get_by_role("link", name="Add the first one").click()
    page.get_by_label("URL").fill("http://127.0.0.1:9/")
    page.get_by_role("button", name="Add endpoint").click()
    expect(page.locator("#secret")).to_contain_text("whsec_")
    page.get_by_role("link", name="I have copied it").click()
    page.get_by_role("button", name="Send a test").click()
    expect(page.locator("h1")).to_have_text("ping")
    page.get_by_role("button", name="Replay").click()
    expect(page.get_by_role("status").first).to_contain_text("It is sent again")
    page.locator(".crumbs a").last.click()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("status").first).to_have_text("The endpoint is paused.")
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Description").fill("Nobody listens")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Nobody listens")
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete endpoint").click()
    expect(page.locator("main")).to_contain_text("No endpoints in test mode yet.")


def look_after_prices_and_people(page: Page) -> None:
    page.goto("/portal/plans")
    page.get_by_role("link", name="Edit the prices of Starter", exact=True).click()
    page.get_by_label("Retail price of a seat").fill("81.25")
    page.get_by_role("button", name="Save prices").click()
    expect(page.locator("main")).to_contain_text("81.25")
    page.goto("/portal/settings")
    page.get_by_label("Account name").fill("Plainer Imaging")
    page.get_by_role("button", name="Rename").click()
    expect(page.locator(".bar-account")).to_have_text("Plainer Imaging · owner")
    page.get_by_label("Email", exact=True).fill("helper@example.com")
    page.get_by_role("button", name="Send invitation").click()
    page.get_by_role("button", name="Withdraw the invitation of helper@example.com").click()
    expect(page.get_by_role("status").first).to_have_text("The invitation is withdrawn.")
