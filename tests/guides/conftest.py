"""A server on which the samples of the guides are run."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from django.db import connection
from pytest_django import Settings

from config.environment import storage_settings
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
    database = "/" + quote(str(connection.settings_dict["NAME"]))
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=database).geturl()
    with running(tmp_path, url, DJANGO_SETTINGS_MODULE="config.settings") as server:
        yield server
    # Django empties the tables of its own models after the test; the queue's it doesn't know.
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
