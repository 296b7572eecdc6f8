"""Members of accounts, and browsers in which they are signed in."""

from collections import deque

import pytest
from pytest_django import Settings

from partners import request_log


@pytest.fixture(autouse=True)
def _cheap_passwords(settings: Settings) -> None:
    """A real hash is made to take long, and each test makes somebody who signs in."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _empty_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other tests' requests left in memory belongs to accounts that are gone."""
    monkeypatch.setattr(request_log, "_waiting", deque(maxlen=request_log.MOST_WAITING))
