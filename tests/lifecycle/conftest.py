"""Time that stands still until a test moves it."""

import datetime

import pytest
from django.utils import timezone

from tests.lifecycle.clock import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Midnight at the beginning of April 2026, a month of 2,592,000 seconds."""
    clock = Clock(datetime.datetime(2026, 4, 1, tzinfo=datetime.UTC))
    monkeypatch.setattr(timezone, "now", lambda: clock.time)
    return clock
