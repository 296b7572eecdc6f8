"""A passkey, made and used in a real browser with an authenticator of its own."""

import os
import re
import subprocess
import sys

from playwright.sync_api import Browser, expect

from tests.portal.walks.visit import sign_up
from tests.server.running import ROOT, Running


def verification_link(database: str) -> str:
    """The path in the mail that the worker now sends: it is printed, as mail is by default."""
    command = [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot", "--queues", "mail"]
    environment = {**os.environ, "DATABASE_URL": database}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=60)
    links = re.findall(r"http://\S+?(/accounts/confirm-email/\S+)", done.stdout)
    return str(links[-1])


def test_a_passkey_signs_somebody_in_without_a_password(chromium: Browser, site: Running, database: str) -> None:
    # Browsers make no passkeys for an address in digits.
    context = chromium.new_context(base_url=f"http://localhost:{site.port}")
    context.set_default_timeout(10_000)
    page = context.new_page()
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    sign_up(page, site, "passkey@example.com", "Key Imaging")
    page.goto(verification_link(database))
    page.get_by_role("button", name="Confirm").click()

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
