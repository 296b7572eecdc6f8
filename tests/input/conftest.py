"""A server on the tests' own database, shared by a module, and a partner with a customer that it may change."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.input.sending import Sender, make_sender
from tests.processes import url_of_test_database
from tests.server.running import Running, running


@pytest.fixture(scope="module")
def server(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    with django_db_blocker.unblock():
        url = url_of_test_database()
    with running(tmp_path_factory.mktemp("input"), url, DJANGO_SETTINGS_MODULE="config.settings") as started:
        yield started


@pytest.fixture
def sender(server: Running, transactional_db: None) -> Sender:
    return make_sender(server)
