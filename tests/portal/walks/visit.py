"""Somebody who has signed up in a browser, and the calls that their program makes."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import Any, Final

import orjson
from playwright.sync_api import Browser, BrowserContext, Page, expect

from errors_docs.surfaces import PARTNER
from tests.forks import ROOT
from tests.server.running import Running
from tests.server.wire import Answer
from tests.waiting import PATIENCE_SECONDS, eventually

PASSWORD = "correct horse battery"
PATIENCE_MILLISECONDS: Final = PATIENCE_SECONDS * 1000
expect.set_options(timeout=PATIENCE_MILLISECONDS)


@dataclass
class Visit:
    """``secret`` is the sample key, which the first page shows."""

    page: Page
    site: Running
    secret: str

    def call(self, path: str, method: str = "GET", body: Any = None, **headers: str) -> Answer:
        """One call of the Partner API with the sample key."""
        sent = None if body is None else orjson.dumps(body)
        typed = {"Content_Type": "application/json"} if body is not None else {}
        named = {"Authorization": f"Bearer {self.secret}", "Host": "localhost", **typed, **headers}
        return self.site.call(PARTNER.base_path + path, method, sent, **named)

    def make_history(self) -> None:
        """A customer, a refusal of credits and one of a field."""
        assert self.call("/account").status == 200
        first = {
            "email": "ada@example.com",
            "planId": "starter",
            "companyName": "Ada & Co",
            "addOns": {"extraServers": 1},
        }
        assert self.call("/customers", "POST", first).status == 201
        too_much = {"email": "big@example.com", "planId": "clinic", "seats": 900}
        assert self.call("/customers", "POST", too_much).status == 400
        assert self.call("/customers", "POST", {"email": "nobody"}).status == 400
        self.wait_for("/portal/requests?code=INSUFFICIENT_CREDITS", "tbody code:text('INSUFFICIENT_CREDITS')")

    def wait_for(self, path: str, selector: str) -> None:
        """Opens a page until it has something; the request log is written a moment after the answer."""

        def has_it() -> int:
            self.page.goto(path)
            return self.page.locator(selector).count()

        eventually(has_it)


def new_context(chromium: Browser, site: Running, *, host: str = "127.0.0.1", **options: Any) -> BrowserContext:
    """A browser of somebody's own, with the patience of a loaded machine."""
    context = chromium.new_context(base_url=f"http://{host}:{site.port}", **options)
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    return context


def sign_up(page: Page, site: Running, database: str, email: str, name: str, kind: str = "partner") -> Visit:
    """From the docs and the mailed link to a test key."""
    page.goto("/docs/")
    page.get_by_role("link", name="Get an API key").click()
    page.locator(f"input[name=kind][value={kind}]").check()
    page.get_by_label("Company or project").fill(name)
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Get my key").click()
    page.wait_for_url("**/accounts/confirm-email/")
    page.goto(mailed_link(database, "/accounts/confirm-email/"))
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url("**/portal/welcome")
    secret = page.locator("#secret").inner_text()
    assert re.fullmatch(r"(sk|pms)_test_[0-9A-Za-z]{32,34}", secret)
    return Visit(page, site, secret)


def show_password(page: Page) -> None:
    """Show the password again, as is asked before what gives access."""
    page.goto("/accounts/reauthenticate/?next=/portal/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url("**/portal/")


def mailed_link(database: str, beginning: str) -> str:
    """The path in the mail that the worker now sends: it is printed, as mail is by default."""
    command = [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot", "--queues", "mail"]
    environment = {**os.environ, "DATABASE_URL": database}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=300)
    return str(re.findall(rf"http://[^/\s]+({re.escape(beginning)}\S+)", done.stdout)[-1])


def add_authenticator(page: Page) -> None:
    """A device of the browser's own that makes passkeys and agrees to everything."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
