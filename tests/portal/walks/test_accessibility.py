"""Every page of the portal, light and dark, wide and narrow: axe finds nothing grave, nothing is cut off, nothing
foreign is loaded, and the content policy stops nothing of ours."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack

import pytest
from django.urls import URLPattern, URLResolver
from playwright.sync_api import Browser, BrowserContext, Page, expect

from portal import urls
from tests.portal.members import code_of
from tests.portal.walks.look import Look
from tests.portal.walks.places import (
    BARE,
    ENTRANCE,
    FAULTY,
    FAULTY_ENTRANCE,
    NO_PAGES,
    ON_THE_WAY,
    PARTNER,
    WORKSPACE,
)
from tests.portal.walks.visit import (
    PASSWORD,
    Visit,
    add_authenticator,
    mailed_link,
    new_context,
    show_password,
    sign_up,
)
from tests.server.running import Running

Looking = Callable[[BrowserContext | None], Look]


@pytest.fixture
def looking(request: pytest.FixtureRequest, chromium: Browser, site: Running) -> Iterator[Looking]:
    """Opens tabs with somebody's cookies, as thorough as the test."""
    thorough = request.node.get_closest_marker("thorough") is not None
    with ExitStack() as opened:

        def look(signed_in: BrowserContext | None) -> Look:
            state = signed_in.storage_state() if signed_in else None
            context = opened.enter_context(new_context(chromium, site, storage_state=state))
            return Look(context.new_page(), thorough=thorough)

        yield look


@pytest.fixture
def stranger(looking: Looking) -> Look:
    """Nobody is signed in."""
    return looking(None)


@pytest.fixture
def partner(looking: Looking, history: Visit) -> Look:
    show_password(history.page)
    return looking(history.page.context)


@pytest.fixture
def workspace(looking: Looking, planner: Visit) -> Look:
    show_password(planner.page)
    return looking(planner.page.context)


def test_every_address_has_a_place() -> None:
    places = {*PARTNER, *WORKSPACE, *ENTRANCE, *ON_THE_WAY, *NO_PAGES}
    assert places == set(names([*urls.portal, *urls.site])) - {None}


def names(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str | None]:
    """Of every URL in the lists and in those that they include."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        else:
            yield pattern.name


def test_a_page_of_each_kind(partner: Look, workspace: Look, stranger: Look) -> None:
    for name in ("overview", "keys", "new_key", "request", "credits", "webhook", "delete_webhook", "settings"):
        partner.open(PARTNER[name])
    partner.open(("/portal/nothing",))
    partner.send_empty(PARTNER["new_key"], "Create key")
    workspace.open(WORKSPACE["generation"])
    stranger.open(ENTRANCE["account_signup"])
    stranger.send_empty(ENTRANCE["account_login"], "Sign in")
    assert [*partner.troubles, *workspace.troubles, *stranger.troubles] == []


@pytest.mark.thorough
def test_every_page_of_a_partner(partner: Look) -> None:
    for place in [*PARTNER.values(), *BARE]:
        partner.open(place)
    assert partner.troubles == []


@pytest.mark.thorough
def test_every_page_of_a_workspace(workspace: Look) -> None:
    for place in WORKSPACE.values():
        workspace.open(place)
    assert workspace.troubles == []


@pytest.mark.thorough
def test_every_page_of_the_entrance(stranger: Look) -> None:
    for place in [*ENTRANCE.values(), ("/portal/invitations/x",)]:
        stranger.open(place)
    for place, button in FAULTY_ENTRANCE:
        stranger.send_empty(place, button)
    assert stranger.troubles == []


@pytest.mark.thorough
def test_forms_that_come_back_with_errors(partner: Look) -> None:
    for place, button in FAULTY:
        partner.send_empty(place, button)
    assert partner.troubles == []


@pytest.mark.thorough
def test_what_is_shown_once_and_what_is_opened(partner: Look) -> None:
    page = partner.page
    page.goto("/portal/keys/new")
    page.get_by_label("Name").fill("Seen by axe")
    page.get_by_role("button", name="Create key").click()
    expect(page.locator("#secret")).to_be_visible()
    partner.examine()
    page.goto("/portal/webhooks/new")
    page.get_by_label("URL").fill("http://127.0.0.1:9/")
    page.get_by_role("button", name="Add endpoint").click()
    expect(page.locator("#secret")).to_be_visible()
    partner.examine()
    for place in (PARTNER["keys"], PARTNER["overview"], PARTNER["credits"], PARTNER["settings"]):
        page.goto(place[0])
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        partner.examine()
    assert partner.troubles == []


@pytest.mark.thorough
def test_second_factors_and_an_invitation(chromium: Browser, site: Running, database: str, stranger: Look) -> None:
    # Browsers make no passkeys for an address in digits.
    context = new_context(chromium, site, host="localhost")
    look = Look(context.new_page(), thorough=True)
    page = look.page
    add_authenticator(page)
    sign_up(page, site, database, "guarded@example.com", "Guarded Imaging")
    page.goto("/accounts/email/")
    page.get_by_label("Email", exact=True).fill("guarded2@example.com")
    page.get_by_role("button", name="Change email").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    expect(page).to_have_url(re.compile("/accounts/email/$"))
    look.open((mailed_link(database, "/accounts/confirm-email/"),))
    page.get_by_role("button", name="Confirm").click()

    recovery_code = set_totp_up(look)
    for place in (
        "totp/deactivate/",
        "recovery-codes/",
        "recovery-codes/generate/",
        "webauthn/add/",
        "reauthenticate/",
    ):
        look.open((f"/accounts/2fa/{place}",))
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_role("button", name="Add").click()
    expect(page).not_to_have_url(re.compile("/webauthn/add/"))
    for link in ("text=Rename", "text=Remove"):
        look.open(("/accounts/2fa/webauthn/", link))
    for place in ("/accounts/2fa/webauthn/", "/accounts/2fa/", "/accounts/2fa/webauthn/reauthenticate/"):
        look.open((place,))

    show_password(page)
    page.goto("/portal/settings")
    page.get_by_label("Email", exact=True).fill("invited@example.com")
    page.get_by_role("button", name="Send invitation").click()
    look.examine()
    link = mailed_link(database, "/portal/invitations/")
    look.open((link,))
    stranger.open((link,))
    stranger.open((link, "text=Sign up and join"))

    context.clear_cookies()
    sign_in(page, "guarded2@example.com")
    look.examine()
    page.get_by_label("Code").fill(recovery_code)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("h1")).to_have_text("Overview")
    look.open(("/portal/no-account",))
    assert look.troubles == []
    assert stranger.troubles == []
    context.close()


def set_totp_up(look: Look) -> str:
    """Activates an authenticator app, with a wrong code first; one of the recovery codes."""
    page = look.page
    page.goto("/accounts/2fa/totp/activate/")
    if page.get_by_label("Password").count():
        look.examine()
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()
    look.examine()
    page.get_by_label("Authenticator code").fill("000000")
    page.get_by_role("button", name="Switch on").click()
    expect(page.locator(".errorlist")).to_have_text("Incorrect code.")
    look.examine()
    switch_on(page)
    expect(page.locator("h1")).to_have_text("Recovery codes")
    codes = page.locator("#recovery_codes").inner_text().split()
    assert len(codes) == 10
    return codes[0]


def switch_on(page: Page) -> None:
    """Enters the code of the app, and the next one if that was shown before the server looked."""
    for _ in range(3):
        secret = page.locator("#authenticator_secret").inner_text()
        page.get_by_label("Authenticator code").fill(code_of(secret))
        with page.expect_navigation():
            page.get_by_role("button", name="Switch on").click()
        if page.locator("#authenticator_secret").count() == 0:
            return


def sign_in(page: Page, email: str) -> None:
    """With the password alone."""
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
