"""Webhooks to loopback, and a queue that is empty again after a transactional test."""

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import Settings

from tests.webhooks.receiver import Receiver, receiving


@pytest.fixture
def private_allowed(settings: Settings) -> None:
    """As while developing: http and loopback."""
    settings.WEBHOOKS_ALLOW_PRIVATE = True


@pytest.fixture
def live_database(transactional_db: None) -> Iterator[None]:
    """Committed for other threads to see. Django empties its own tables after it; the queue's it doesn't know."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Answers 200."""
    with receiving() as running:
        yield running
