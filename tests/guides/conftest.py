"""A server on which the samples of the guides are run."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from config.environment import storage_settings
from tests.processes import url_of_test_database
from tests.server.running import Running, running


@pytest.fixture
def files(settings: Settings, tmp_path: Path) -> Path:
    """The directory of stored files, which is the server's too."""
    settings.VAR_DIR = tmp_path
    settings.STORAGES = {**settings.STORAGES, "default": storage_settings(None, tmp_path / "files")}
    return tmp_path / "files"


@pytest.fixture
def server(transactional_db: None, tmp_path: Path) -> Iterator[Running]:
    """With the settings as they come, on the test's own database."""
    with running(tmp_path, url_of_test_database(), DJANGO_SETTINGS_MODULE="config.settings") as server:
        yield server
