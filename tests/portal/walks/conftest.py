"""A real server and a real Chromium, one of each for all walks.

They end with this directory: while Playwright runs, Django refuses to ask the database in the same thread. The walks
ask nothing of it; all that they know they see in the browser or by the API.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from psycopg import sql

from config.launch.children import Child
from errors_docs.surfaces import WORKSPACE
from tests.forks import ROOT
from tests.portal.walks.visit import Visit, new_context, show_password, sign_up
from tests.server.running import Running, running
from tests.webhooks.receiver import receiving


@pytest.fixture(scope="package")
def database(worker_id: str) -> str:
    """The address of a database as a new installation has it."""
    name = f"portal_{worker_id}"
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    address = urlsplit(url)._replace(path=f"/{name}").geturl()
    for command in (("migrate", "--noinput", "-v", "0"), ("load_defaults",)):
        whole = [sys.executable, "manage.py", *command]
        subprocess.run(whole, cwd=ROOT, env={**os.environ, "DATABASE_URL": address}, check=True, capture_output=True)
    return address


@pytest.fixture(scope="package")
def site(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The server with the settings as they come, but for webhooks to this machine."""
    directory = tmp_path_factory.mktemp("portal")
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings", "WEBHOOKS_ALLOW_PRIVATE": "true"}
    with running(directory, database, **settings) as server:
        yield server


@pytest.fixture(scope="package")
def sender(database: str, site: Running) -> Iterator[None]:
    """The process that sends webhooks."""
    environment = {**os.environ, "DATABASE_URL": database, "WEBHOOKS_ALLOW_PRIVATE": "true"}
    child = Child(
        "the sender",
        [sys.executable, "manage.py", "send_webhooks"],
        site.log.with_name("sender.log"),
        environment,
        directory=ROOT,
    )
    child.start()
    yield
    child.stop()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium without a screen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, site: Running) -> Iterator[Page]:
    """A tab of a browser that nobody is signed in to."""
    with new_context(chromium, site) as with_nothing:
        yield with_nothing.new_page()


@pytest.fixture(scope="package")
def visit(chromium: Browser, site: Running, database: str) -> Iterator[Visit]:
    """A partner's owner who has made some calls, for walks that only look."""
    with new_context(chromium, site) as context:
        visit = sign_up(context.new_page(), site, database, "looker@example.com", "Lake Imaging")
        visit.make_history()
        yield visit


@pytest.fixture(scope="package")
def history(visit: Visit, sender: None) -> Visit:
    """The same partner with an endpoint that was sent something."""
    page = visit.page
    with receiving() as receiver:
        show_password(page)
        page.goto("/portal/webhooks/new")
        page.get_by_label("URL").fill(receiver.url())
        page.get_by_role("button", name="Add endpoint").click()
        page.get_by_role("link", name="I have copied it").click()
        page.get_by_role("button", name="Send a test").click()
        visit.wait_for(page.url, "text=succeeded")
    return visit


@pytest.fixture(scope="package")
def planner(chromium: Browser, site: Running, database: str) -> Iterator[Visit]:
    """A workspace's owner whose first generation succeeded."""
    with new_context(chromium, site) as context:
        visit = sign_up(context.new_page(), site, database, "planner@example.com", "Lake Planning", "workspace")
        headers = {"X_API_Key": visit.secret, "Host": "localhost", "Content_Type": "application/json"}
        idea = b'{"idea": "An app that helps clinics to share images with patients"}'
        assert site.call(f"{WORKSPACE.base_path}/mcp/generate/research", "POST", idea, **headers).status == 200
        yield visit
