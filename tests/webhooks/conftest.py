"""Webhooks to loopback, and a receiver of them."""

import threading
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.webhooks.receiver import Receiver, receiving


@pytest.fixture
def private_allowed(settings: Settings) -> None:
    """As while developing: http and loopback."""
    settings.WEBHOOKS_ALLOW_PRIVATE = True


@pytest.fixture
def live_database(transactional_db: None) -> None:
    """Committed for other threads to see."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Answers 200."""
    with receiving() as running:
        yield running


@pytest.fixture
def released() -> Iterator[threading.Event]:
    """Lets hanging servers go when the test ends."""
    event = threading.Event()
    yield event
    event.set()
