"""The pages as people meet them in a browser: what scripts add, and that nobody needs them to read."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route, ViewportSize, expect

from errors_docs.languages import LANGUAGES, translated
from errors_docs.navigation import links
from errors_docs.surfaces import PARTNER
from portal.guides.guide import GUIDES
from tests.server.running import Running

#: A page of each kind, all guides, and the pages about errors in each language.
KINDS = [
    "/",
    "/docs/",
    *(guide.path for guide in GUIDES.values()),
    *(f"/docs/{language}/workspace/errors" for language in LANGUAGES),
    *(f"/docs/{language}/partner/errors/INSUFFICIENT_CREDITS" for language in LANGUAGES),
    "/docs/partner/reference",
    "/docs/partner/reference/customersDicomStudiesReportsCreate",
    "/docs/workspace/reference/mcpGeneratePhases",
    "/nothing",
]
WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
#: The one form that works without scripts.
LOOK_UP = {code: [translated("Look it up", language).text] for code, language in LANGUAGES.items()}
KEY = "sk_test_0123456789abcdefghijABCDEFGH000000"


def address(site: Running, path: str) -> str:
    return f"http://127.0.0.1:{site.port}{path}"


def _is_complaint(message: ConsoleMessage) -> bool:
    """The browser tells of each refusal that it fetched, as it should."""
    return message.type == "error" and "the server responded with a status of 429" not in message.text


@pytest.fixture
def page(browser: Browser, site: Running) -> Iterator[Page]:
    """A page of a reader who has never been here; whatever the browser complains of fails the test."""
    context = browser.new_context(viewport=WIDE, base_url=address(site, ""))
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if _is_complaint(message) else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


def test_the_search_finds_a_code_by_its_words_and_goes_there_by_keyboard(page: Page) -> None:
    page.goto("/docs/partner")
    page.keyboard.press("/")
    page.keyboard.type("insufficient cred")
    page.wait_for_selector("#found-0")

    assert page.locator("#found-0 strong").inner_text() == "INSUFFICIENT_CREDITS"
    assert page.locator("#found-0").get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowDown")
    assert page.locator("#found-1").get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/docs/partner/errors/INSUFFICIENT_CREDITS")


def test_the_search_finds_a_section_of_a_guide(page: Page) -> None:
    page.goto("/docs/workspace")
    page.keyboard.press("/")
    page.keyboard.type("prorated")
    page.wait_for_selector("#found-0")

    assert page.locator("#found-0 a").get_attribute("href") == (
        "/docs/partner/customers#changes-are-prorated-to-the-second"
    )


def test_the_chosen_language_of_samples_is_kept_from_page_to_page(page: Page) -> None:
    page.goto("/docs/partner")
    shown = page.locator(".sample-tab:visible").first

    assert shown.get_attribute("data-language") == "curl"
    page.get_by_role("button", name="Python").first.click()
    assert shown.get_attribute("data-language") == "python"
    page.goto("/docs/partner/customers")
    assert page.locator(".sample-tab:visible").first.get_attribute("data-language") == "python"


def test_without_scripts_every_language_is_there_to_read(browser: Browser, site: Running) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address(site, ""))
    page = context.new_page()
    page.goto("/docs/partner/plans")

    shown = [figure.get_attribute("data-language") for figure in page.locator(".sample-tab:visible").all()]
    assert shown == ["curl", "python", "javascript"]
    assert page.get_by_role("button").all() == []
    context.close()


def test_without_scripts_every_page_is_there_to_read_and_nothing_that_needs_them_is_offered(
    browser: Browser, site: Running
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=WIDE, base_url=address(site, ""))
    page = context.new_page()
    for path in KINDS:
        page.goto(path)
        assert page.locator("h1:visible").count() == 1, path
        language = path.split("/")[2] if "/errors/" in path else ""
        assert page.get_by_role("button").all_inner_texts() == LOOK_UP.get(language, []), path
    page.goto("/docs/partner/reference/customersCreate")
    assert page.locator("noscript").inner_text().startswith("This form needs JavaScript.")
    assert page.locator("[data-trial]").is_hidden()
    context.close()


def test_without_scripts_a_phone_has_a_menu_that_leads_to_every_page(browser: Browser, site: Running) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=NARROW, base_url=address(site, ""))
    page = context.new_page()
    page.goto("/docs/partner/customers")
    page.locator("summary[aria-label=Menu]").click()

    shown = [link.get_attribute("href") for link in page.locator(".site-menu a:visible").all()]
    assert shown == [link.url for link in links(PARTNER)] + ["/docs/", "/docs/partner", "/docs/workspace"]
    page.locator(".site-menu a", has_text="Webhooks").click()
    page.wait_for_url("**/docs/partner/webhooks")
    context.close()


def test_a_menu_closes_when_something_else_is_clicked_and_by_escape(browser: Browser, site: Running) -> None:
    context = browser.new_context(viewport=NARROW, base_url=address(site, ""))
    page = context.new_page()
    page.goto("/docs/partner/customers")
    menu, button = page.locator(".site-menu"), page.locator("summary[aria-label=Menu]")
    button.click()
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert button.evaluate("each => each === document.activeElement")
    button.click()
    page.mouse.click(195, 830)
    assert menu.get_attribute("open") is None
    context.close()


def test_samples_have_the_key_of_whoever_is_signed_in(page: Page, site: Running) -> None:
    page.context.add_cookies([{"name": "signed_in", "value": "1", "url": address(site, "")}])
    page.route("**/portal/sample-keys.json", give_keys)
    page.goto("/docs/partner")
    assert page.locator(".top-key").get_attribute("href") == "/portal/"
    expect(page.locator(".sample-tab code").first).to_contain_text(KEY)

    assert "YOUR_KEY" not in "".join(page.locator(".sample-tab code").all_text_contents())


def test_nobody_who_is_not_signed_in_asks_for_keys(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/docs/partner", wait_until="networkidle")

    assert [url for url in asked if "sample-keys" in url] == []


def give_keys(route: Route) -> None:
    route.fulfill(content_type="application/json", body=json.dumps({"partner": KEY, "workspace": None}))


def test_a_simulated_refusal_is_sent_with_the_pasted_key_and_shown_as_it_came(page: Page) -> None:
    sent: dict[str, str] = {}

    def answer(route: Route) -> None:
        sent.update(route.request.headers)
        route.fulfill(status=429, headers={"Retry-After": "17"}, content_type="application/json", body='{"a": 1}')

    page.route("**/api/partner/v1/account", answer)
    page.goto("/docs/partner/errors/CANNOT_SELL")
    page.get_by_label("Test key").fill(KEY)
    page.get_by_role("button", name="Simulate").click()
    expect(page.locator("[data-answer]")).to_contain_text("HTTP")

    assert (sent["x-simulate-error"], sent["x-api-key"]) == ("CANNOT_SELL", KEY)
    shown = page.locator("[data-answer]").inner_text()
    assert shown.startswith("HTTP 429")
    assert "retry-after: 17" in shown
    assert shown.endswith('{\n  "a": 1\n}')
    assert page.evaluate("Object.values(localStorage).concat(Object.values(sessionStorage))") == []


def test_the_form_of_the_reference_sends_what_was_filled_in_with_a_test_key(page: Page) -> None:
    sent: list[Request] = []

    def answer(route: Route) -> None:
        sent.append(route.request)
        route.fulfill(status=201, headers={"X-Request-Id": "req_1"}, content_type="application/json", body='{"a": 1}')

    page.route("**/api/partner/v1/customers/**", answer)
    page.goto("/docs/partner/reference/customersUpdate")
    page.get_by_label("Test key").fill(KEY)
    page.get_by_label("customerId").fill("pc_1/2")
    page.get_by_label("dryRun").select_option("true")
    page.get_by_label("Body").fill('{"seats": 7}')
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-answer]")).to_contain_text("HTTP")

    (request,) = sent
    assert (request.method, request.post_data) == ("PATCH", '{"seats": 7}')
    assert request.url.endswith("/api/partner/v1/customers/pc_1%2F2?dryRun=true")
    assert request.headers["x-api-key"] == KEY
    assert re.fullmatch(r"[0-9a-f-]{36}", request.headers["idempotency-key"])
    assert "cookie" not in request.headers
    assert page.locator("[data-answer]").inner_text().startswith("HTTP 201")
    assert page.evaluate("Object.values(localStorage).concat(Object.values(sessionStorage))") == []


def test_the_form_of_the_reference_takes_no_live_key(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/docs/partner/reference/accountGet")
    page.get_by_label("Test key").fill(KEY.replace("_test_", "_live_"))
    page.get_by_role("button", name="Send").click()

    assert page.get_by_role("alert").inner_text() == "A test key begins with sk_test_. Nothing was sent."
    assert [url for url in asked if "/api/" in url] == []


def test_the_page_of_a_refusal_leads_on_to_the_request_that_came_from_there(page: Page) -> None:
    page.goto("/docs/partner/errors/CANNOT_SELL?request=req_01k9zq3v5m8x2n7c4b6t1r0hde")
    assert page.locator("[data-request] a").get_attribute("href") == "/portal/requests/req_01k9zq3v5m8x2n7c4b6t1r0hde"
    assert page.locator("[data-known]").is_visible()

    page.goto("/docs/partner/errors/CANNOT_SELL?request=javascript:alert(1)")
    assert not page.locator("[data-known]").is_visible()
    assert page.get_by_label("Request id").is_visible()
