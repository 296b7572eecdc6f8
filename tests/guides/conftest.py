"""A server on which the samples of the guides are run."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from django.db import connection

from tests.guides.reader import Reader, make_reader
from tests.server.running import running


@pytest.fixture
def reader(transactional_db: None, tmp_path: Path) -> Iterator[Reader]:
    """Somebody who has just read a page and has a test key, on the test's own database."""
    placed = make_reader()
    database = "/" + quote(str(connection.settings_dict["NAME"]))
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=database).geturl()
    with running(tmp_path, url, DJANGO_SETTINGS_MODULE="config.settings") as server:
        yield Reader({**placed, "http://localhost:8000": f"http://127.0.0.1:{server.port}"})
    # Django empties the tables of its own models after the test; the queue's it doesn't know.
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
