"""Walks through the portal as people take them, in a real browser against a real server."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect
from standardwebhooks import Webhook

from tests.portal.walks.visit import PASSWORD, Visit, new_context, show_password, sign_up
from tests.server.running import Running
from tests.server.wire import Answer
from tests.waiting import eventually
from tests.webhooks.receiver import Received, receiving


def in_error(answer: Answer) -> dict[str, str]:
    """``error`` of a refusal."""
    error: dict[str, str] = orjson.loads(answer.body)["error"]
    return error


def open_request(page: Page, request_id: str) -> None:
    """Pastes an id into the field of the request log. The log is written a moment after the answer."""

    def is_found() -> bool:
        page.goto("/portal/requests")
        page.get_by_label("Look up a request").fill(request_id)
        page.get_by_role("button", name="Look up").click()
        return "No such request" not in page.locator("h1").inner_text()

    eventually(is_found)


def until(page: Page, check: Callable[[], bool]) -> None:
    """Loads the page again until the check holds; fails after a bounded wait."""

    def holds() -> bool:
        found = check()
        if not found:
            page.reload()
        return found

    eventually(holds)


def test_from_nothing_to_a_key_an_error_its_page_its_request_its_fix_and_success(
    page: Page, site: Running, database: str
) -> None:
    began = time.monotonic()
    visit = sign_up(page, site, database, "walker@example.com", "Walk Imaging")
    assert visit.call("/account").status == 200
    assert time.monotonic() - began < 60

    order = {"email": "ada@example.com", "planId": "clinic", "seats": 5}
    refused = visit.call("/customers", "POST", order)
    error = in_error(refused)
    assert (refused.status, error["code"]) == (400, "INSUFFICIENT_CREDITS")

    page.goto(error["docs"].replace("http://localhost:8000", ""))
    expect(page.locator("h1")).to_contain_text("Not enough credits")

    open_request(page, error["requestId"])
    expect(page.locator("h1")).to_have_text("Not enough credits")
    expect(page.locator("main")).to_contain_text("1245")
    expect(page.locator("main")).to_contain_text("1,000.00")
    expect(page.get_by_role("heading", name="The fix")).to_be_visible()

    assert visit.call("/customers", "POST", {**order, "seats": 1}).status == 201
    page.get_by_role("link", name="Customers", exact=True).click()
    page.get_by_role("link", name="ada@example.com").click()
    expect(page.locator("main")).to_contain_text("-249.00")


def test_a_key_is_made_shown_once_and_revoked(visit: Visit) -> None:
    page = visit.page
    show_password(page)
    page.goto("/portal/keys")
    page.get_by_role("link", name="New key").click()
    page.get_by_label("Name").fill("Robot")
    page.get_by_role("button", name="Create key").click()
    secret = page.locator("#secret").inner_text()
    assert re.fullmatch("sk_test_[0-9A-Za-z]{34}", secret)
    expect(page.locator("[data-copy=secret]")).to_be_visible()
    robot = Visit(page, visit.site, secret)
    assert robot.call("/account").status == 200

    page.get_by_role("link", name="I have copied it").click()
    assert secret not in page.content()
    page.get_by_role("link", name="Revoke Robot").click()
    page.get_by_label("Reason").fill("A walk is over")
    page.get_by_role("button", name="Revoke permanently").click()
    expect(page.get_by_role("status").first).to_contain_text("is revoked")
    assert robot.call("/account").status == 401


@pytest.mark.usefixtures("sender")
def test_a_webhook_is_added_tested_and_replayed(visit: Visit) -> None:
    page = visit.page
    with receiving() as receiver:

        def pings() -> list[Received]:
            return [received for received in receiver.received if received.json["event"] == "ping"]

        show_password(page)
        page.goto("/portal/webhooks")
        page.get_by_role("link", name="New endpoint").click()
        page.get_by_label("URL").fill(receiver.url())
        page.get_by_role("button", name="Add endpoint").click()
        secret = page.locator("#secret").inner_text()
        page.get_by_role("link", name="I have copied it").click()
        page.get_by_role("button", name="Send a test").click()
        until(page, lambda: page.get_by_text("succeeded").count() > 0)
        (ping,) = pings()
        assert Webhook(secret).verify(ping.body, ping.headers)["event"] == "ping"
        page.get_by_role("button", name="Replay").click()
        until(page, lambda: len(pings()) == 2)
        assert [again.headers["webhook-id"] for again in pings()] == [ping.headers["webhook-id"]] * 2


def test_the_statement_is_downloaded_in_both_forms(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    page.goto("/portal/credits")
    for button, start in (("CSV", b"\xef\xbb\xbfsequence,time"), ("PDF", b"%PDF-")):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=button).click()
        path = tmp_path / button
        waiting.value.save_as(path)
        assert path.read_bytes().startswith(start)


def test_a_button_is_busy_while_the_server_makes_the_pdf(visit: Visit) -> None:
    page = visit.page
    page.goto("/portal/credits")
    button = page.get_by_role("button", name="PDF")
    page.route("**/statement.pdf*", lambda route: expect_busy(button, route))
    with page.expect_download() as waiting:
        button.click()
    assert waiting.value.suggested_filename.endswith(".pdf")
    expect(button).not_to_have_attribute("aria-busy", "true")
    page.unroute("**/statement.pdf*")


def expect_busy(button: Locator, route: Route) -> None:
    """Lets the request go on once the button says so."""
    expect(button).to_have_attribute("aria-busy", "true")
    route.continue_()


def test_the_live_log_shows_a_call_without_a_reload(visit: Visit) -> None:
    page = visit.page
    page.goto("/portal/requests?code=CUSTOMER_NOT_FOUND")
    expect(page.locator("tbody")).to_contain_text("No requests here")
    page.get_by_role("button", name="Follow live").click()
    assert visit.call("/customers/pc_00000000000000000000000000").status == 404
    expect(page.locator("tbody")).to_contain_text("CUSTOMER_NOT_FOUND")


def test_without_javascript_everything_but_the_live_log_works(chromium: Browser, visit: Visit, site: Running) -> None:
    context = new_context(chromium, site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/portal/keys/new")
    page.get_by_label("Email").fill("looker@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name").fill("Plain")
    page.get_by_role("button", name="Create key").click()
    expect(page.locator("#secret")).to_contain_text("sk_test_")
    page.goto("/portal/credits")
    page.get_by_role("button", name="Live", exact=True).click()
    expect(page).to_have_url(re.compile("/portal/credits$"))
    expect(page.get_by_role("button", name="Live", exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Test", exact=True).click()
    page.goto("/portal/requests")
    expect(page.locator("[data-live]")).to_be_hidden()
    page.get_by_label("Status").select_option("4")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("tbody")).to_contain_text("INSUFFICIENT_CREDITS")
    page.locator("summary").first.click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/docs/$"))
    page.goto("/portal/")
    expect(page.locator("h1")).to_have_text("Sign in")
    context.close()
