"""A migrated database and a server for all tests of this directory that change nothing about either."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests import databases
from tests.server.running import Running, running_new


@pytest.fixture(scope="session")
def migrated(worker_id: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The address of a database with every migration applied, on the server of the test run."""
    name = f"server_{worker_id}"
    with django_db_blocker.unblock():
        address = databases.make_copy(name)
    yield address
    databases.drop(name)


@pytest.fixture(scope="session")
def server(migrated: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server with the settings as they come, started as an operator does."""
    directory: Path = tmp_path_factory.mktemp("server")
    with running_new(directory, migrated) as server:
        yield server
