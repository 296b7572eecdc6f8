"""A server on which the samples of the guides are run."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from django.db import connection

from tests.server.running import Running, running


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
