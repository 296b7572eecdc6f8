"""Every page of the portal, light and dark, wide and narrow: axe finds nothing grave, nothing is cut off, nothing
foreign is loaded, and the content policy stops nothing of ours."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.portal.walks.visit import Visit
from tests.server.running import Running

PAGES = [
    "/portal/",
    "/portal/welcome",
    "/portal/keys",
    "/portal/keys/new",
    "/portal/requests",
    "/portal/requests/req_nothing",
    "/portal/credits",
    "/portal/customers",
    "/portal/plans",
    "/portal/plans/starter/prices",
    "/portal/webhooks",
    "/portal/webhooks/new",
    "/portal/settings",
    "/accounts/email/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
]
ENTRANCE = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/portal/invitations/x"]
LOOKS = [("light", 1280), ("dark", 390)]


class Look:
    """A tab in one colour scheme and width. ``troubles`` is what was wrong on the pages that it opened."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.troubles: list[tuple[str, object]] = []
        page.on("console", lambda said: self._note(said.text) if "Content Security Policy" in said.text else None)
        page.on("request", lambda asked: self._note(asked.url) if not self._is_ours(asked.url) else None)

    def open(self, path: str) -> None:
        """Opens a page and examines it."""
        self.page.goto(path)
        wider = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wider > 0:
            self._note(f"{wider} pixels too wide")
        for found in Axe().run(self.page).response["violations"]:
            if found["impact"] in ("serious", "critical"):
                self._note((found["id"], [node["html"] for node in found["nodes"]]))

    def _note(self, trouble: object) -> None:
        self.troubles.append((self.page.url, trouble))

    def _is_ours(self, url: str) -> bool:
        return url.startswith(("data:", "http://127.0.0.1:"))


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_no_page_has_anything_grave(chromium: Browser, visit: Visit, site: Running, scheme: str, width: int) -> None:
    for state, pages in ((visit.page.context.storage_state(), [*PAGES, *objects(visit)]), (None, ENTRANCE)):
        context = chromium.new_context(
            base_url=f"http://127.0.0.1:{site.port}",
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": width, "height": 800},
            storage_state=state,
        )
        look = Look(context.new_page())
        for path in pages:
            look.open(path)
        assert look.troubles == []
        context.close()


def objects(visit: Visit) -> list[str]:
    """Pages about one thing: a refused request, a customer, a key."""
    found = []
    for listed, link in (
        ("/portal/requests?code=INSUFFICIENT_CREDITS", "tbody a[href^='/portal/requests/req_']"),
        ("/portal/customers", "tbody a"),
        ("/portal/keys", "a[href$='/revoke']"),
    ):
        found.append(_first(visit, listed, link))
    return found


def _first(visit: Visit, listed: str, link: str) -> str:
    """Where the list's first link leads. The request log is written a moment after the answer."""
    for _ in range(40):
        visit.page.goto(listed)
        if visit.page.locator(link).count():
            break
        visit.page.wait_for_timeout(250)
    address = visit.page.locator(link).first.get_attribute("href")
    assert address is not None
    return address
