"""Fixtures of the tests about images: files of a test's own, and a server for each module that shares them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker, Settings

from config.environment import storage_settings
from tests.imaging.clinic import Clinic, make_clinic
from tests.processes import url_of_test_database
from tests.server.running import Running, running


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is VAR_DIR here and for the servers that these tests start."""
    return tmp_path_factory.mktemp("var")


@pytest.fixture(autouse=True)
def files(settings: Settings, place: Path) -> Path:
    """The directory of stored files, empty at first."""
    for directory in ("files", "uploads"):
        shutil.rmtree(place / directory, ignore_errors=True)
    settings.VAR_DIR = place
    settings.STORAGES = {**settings.STORAGES, "default": storage_settings(None, place / "files")}
    return place / "files"


@pytest.fixture
def clinic(transactional_db: None) -> Clinic:
    """A customer with an agent."""
    return make_clinic()


@pytest.fixture(scope="module")
def server(django_db_setup: None, django_db_blocker: DjangoDbBlocker, place: Path) -> Iterator[Running]:
    """On the tests' database and their files."""
    with django_db_blocker.unblock():
        url = url_of_test_database()
    with running(place, url, DJANGO_SETTINGS_MODULE="config.settings") as started:
        yield started
