"""The pages as people meet them: readable for everybody, light and dark, wide and narrow, and what scripts add."""

import json
from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, ViewportSize

from errors_docs.languages import LANGUAGES
from portal.guides.guide import GUIDES
from tests.server.running import Running

PAGES = [
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


@pytest.mark.timeout(300)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_page(
    browser: Browser, site: Running, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport=WIDE, color_scheme=scheme, base_url=address(site, ""))
    page = context.new_page()
    found = []
    for path in PAGES:
        page.goto(path)
        violations = Axe().run(page).response["violations"]
        found += [
            (path, each["id"], each["nodes"][0]["html"][:200])
            for each in violations
            if each["impact"] in ("serious", "critical")
        ]
    context.close()

    assert found == []


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_page_is_wider_than_its_window(browser: Browser, site: Running, size: ViewportSize) -> None:
    context = browser.new_context(viewport=size, base_url=address(site, ""))
    page = context.new_page()
    wider = []
    for path in PAGES:
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wider.append(path)
    context.close()

    assert wider == []


def test_no_page_asks_anybody_else_for_anything(browser: Browser, site: Running) -> None:
    context = browser.new_context(base_url=address(site, ""))
    page = context.new_page()
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    for path in PAGES:
        page.goto(path, wait_until="networkidle")
    context.close()

    assert {url for url in asked if not url.startswith((address(site, "/"), "data:", "blob:"))} == set()


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


def test_samples_have_the_key_of_whoever_is_signed_in(page: Page, site: Running) -> None:
    page.context.add_cookies([{"name": "signed_in", "value": "1", "url": address(site, "")}])
    page.route("**/portal/sample-keys.json", give_keys)
    page.goto("/docs/partner")
    page.wait_for_function(f"document.querySelector('.sample-tab code').textContent.includes('{KEY}')")

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
    page.wait_for_function("document.querySelector('[data-answer]').textContent.startsWith('HTTP')")

    assert (sent["x-simulate-error"], sent["x-api-key"]) == ("CANNOT_SELL", KEY)
    shown = page.locator("[data-answer]").inner_text()
    assert shown.startswith("HTTP 429")
    assert "retry-after: 17" in shown
    assert shown.endswith('{\n  "a": 1\n}')
    assert page.evaluate("Object.values(localStorage).concat(Object.values(sessionStorage))") == []


def test_the_page_of_a_refusal_leads_on_to_the_request_that_came_from_there(page: Page) -> None:
    page.goto("/docs/partner/errors/CANNOT_SELL?request=req_01k9zq3v5m8x2n7c4b6t1r0hde")
    assert page.locator("[data-request] a").get_attribute("href") == "/portal/requests/req_01k9zq3v5m8x2n7c4b6t1r0hde"
    assert page.locator("[data-known]").is_visible()

    page.goto("/docs/partner/errors/CANNOT_SELL?request=javascript:alert(1)")
    assert not page.locator("[data-known]").is_visible()
    assert page.get_by_label("Request id").is_visible()
