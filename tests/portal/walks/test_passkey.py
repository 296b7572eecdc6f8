"""A passkey, made and used in a real browser with an authenticator of its own."""

from playwright.sync_api import Browser, expect

from tests.portal.walks.visit import add_authenticator, new_context, sign_up
from tests.server.running import Running


def test_a_passkey_signs_somebody_in_without_a_password(chromium: Browser, site: Running, database: str) -> None:
    # Browsers make no passkeys for an address in digits.
    context = new_context(chromium, site, host="localhost")
    page = context.new_page()
    add_authenticator(page)
    sign_up(page, site, database, "passkey@example.com", "Key Imaging")

    page.goto("/portal/settings")
    page.get_by_role("link", name="Passkeys").click()
    page.get_by_role("link", name="Add one").click()
    if page.get_by_label("Password").count():
        page.get_by_label("Password").fill("correct horse battery")
        page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    expect(page.locator("h1")).to_contain_text("Recovery")

    page.locator("summary").first.click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("h1")).to_have_text("Overview")
    context.close()
