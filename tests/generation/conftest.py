"""A server of the tests' own on Django's test database, with an upstream that they can hold."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.generation.serving import Serving
from tests.generation.upstreams import Upstream, upstream
from tests.processes import url_of_test_database
from tests.server.running import running


@pytest.fixture
def up() -> Iterator[Upstream]:
    with upstream() as server:
        yield server


@pytest.fixture
def serving(transactional_db: None, tmp_path: Path, up: Upstream) -> Iterator[Serving]:
    """The real process group with one worker, which asks the upstream."""
    settings = {**up.settings, "WEB_WORKERS": "1", "STOP_TIMEOUT_SECONDS": "4", "BODY_TIMEOUT_SECONDS": "2"}
    with running(tmp_path, url_of_test_database(), **settings) as server:
        yield Serving(server, up)
