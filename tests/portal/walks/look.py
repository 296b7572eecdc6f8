"""A tab that examines the pages that it opens, light and dark, wide and narrow."""

from collections import deque
from typing import Final, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.portal.walks.places import Place

Scheme = Literal["light", "dark"]
WIDE: Final = 1280
NARROW: Final = 390
GRAVE: Final = ("serious", "critical")
_axe = Axe()


class Look:
    """``troubles`` is what was wrong. Axe takes a second or more for a page, so it examines each in one scheme and one
    width, in turn; if the look is thorough, in both schemes, each with another width.
    """

    def __init__(self, page: Page, *, thorough: bool = False) -> None:
        self.page = page
        self.troubles: list[tuple[str, object]] = []
        self._count = 2 if thorough else 1
        self._views: deque[tuple[Scheme, int]] = deque(
            [("light", WIDE), ("dark", NARROW), ("light", NARROW), ("dark", WIDE)]
        )
        page.on("console", lambda said: self._note(said.text) if "Content Security Policy" in said.text else None)
        page.on("request", lambda asked: self._note(asked.url) if not self._is_ours(asked.url) else None)

    def open(self, place: Place) -> None:
        """Goes to a place and examines its page."""
        go(self.page, place)
        self.examine()

    def send_empty(self, place: Place, button: str) -> None:
        """Sends a form without anything in it, past the browser's own checks, and examines what comes back."""
        go(self.page, place)
        self.page.evaluate("for (const form of document.forms) form.noValidate = true")
        for field in self.page.locator("main :is(input:not([type=hidden], [type=radio], [type=checkbox]))").all():
            if field.is_editable():
                field.fill("")
        self.page.locator("main").get_by_role("button", name=button, exact=True).click()
        assert self.page.locator("main :is(.errorlist, .notice-error)").count() > 0, (place, button)
        self.examine()

    def examine(self) -> None:
        """The page as it stands: axe finds nothing grave in it, and it is no wider than the screen."""
        for scheme, width in list(self._views)[: self._count]:
            self.examine_as(scheme, width)
        self._views.rotate(-self._count)

    def examine_as(self, scheme: Scheme, width: int) -> None:
        """The same with axe in this scheme and width; it must be no wider than either screen."""
        self.page.emulate_media(color_scheme=scheme)
        self._measure(NARROW if width == WIDE else WIDE)
        self._measure(width)
        for found in _axe.run(self.page).response["violations"]:
            if found["impact"] in GRAVE:
                self._note((scheme, width, found["id"], [node["html"] for node in found["nodes"]]))

    def _measure(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": 800})
        wider = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wider > 0:
            self._note(f"{wider} pixels too wide at {width}")

    def _note(self, trouble: object) -> None:
        self.troubles.append((self.page.url, trouble))

    def _is_ours(self, url: str) -> bool:
        return url.startswith(("data:", "http://127.0.0.1:", "http://localhost:"))


def go(page: Page, place: Place) -> None:
    """Opens an address, and from there follows the first link of each selector."""
    address, *links = place
    page.goto(address)
    for link in links:
        page.locator("main").locator(link).first.click()
