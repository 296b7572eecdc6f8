"""A server and a browser for the tests of this directory that look at pages as people do."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.docs.browser import chromium
from tests.server.running import Running, running


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The docs ask no database, so theirs need not exist."""
    directory: Path = tmp_path_factory.mktemp("site")
    unused = "postgresql://nobody@127.0.0.1:1/unused"
    with running(directory, unused, DJANGO_SETTINGS_MODULE="config.settings") as server:
        yield server


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Stopped with its module: while it runs, its event loop is this thread's, and no other test could have one."""
    with chromium() as started:
        yield started
