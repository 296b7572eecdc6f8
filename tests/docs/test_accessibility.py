"""The pages are readable for everybody, light and dark, wide and narrow, and load nothing from anybody else."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from errors_docs.languages import LANGUAGES
from tests.docs.site_map import PAGES
from tests.portal.walks.look import NARROW, Look, Scheme
from tests.server.running import Running

#: One of each kind; those about errors from right to left, too.
KINDS = [
    "/",
    "/docs/",
    "/docs/partner/webhooks",
    "/docs/workspace/errors",
    "/docs/ar/partner/errors/INSUFFICIENT_CREDITS",
    "/docs/partner/reference",
    "/docs/partner/reference/customersDicomStudiesReportsCreate",
    "/nothing",
]
TRANSLATED = [
    *(f"/docs/{language}/workspace/errors" for language in LANGUAGES),
    *(f"/docs/{language}/partner/errors/INSUFFICIENT_CREDITS" for language in LANGUAGES),
]


@pytest.fixture
def context(browser: Browser, site: Running) -> Iterator[BrowserContext]:
    with browser.new_context(base_url=f"http://127.0.0.1:{site.port}") as context:
        yield context


def test_a_page_of_each_kind(context: BrowserContext) -> None:
    look = Look(context.new_page())
    for path in KINDS:
        look.open((path,))
    assert look.troubles == []


@pytest.mark.thorough
@pytest.mark.timeout(1800)
def test_every_page_in_both_schemes(context: BrowserContext) -> None:
    look = Look(context.new_page(), thorough=True)
    for path in sorted({*PAGES, *KINDS, *TRANSLATED}):
        look.open((path,))
    assert look.troubles == []


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.thorough)])
def test_the_menu_and_the_search_on_a_phone(context: BrowserContext, scheme: Scheme) -> None:
    look = Look(context.new_page())
    for opened in ("Menu", "Search"):
        look.page.set_viewport_size({"width": NARROW, "height": 800})
        look.page.goto("/docs/partner/customers")
        look.page.locator(f"[aria-label={opened}]").first.click()
        look.examine_as(scheme, NARROW)
    assert look.troubles == []
