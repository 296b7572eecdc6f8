"""Members of accounts, and browsers in which they are signed in."""

from collections import deque
from typing import Final

import pytest
from pytest_django import Settings

from partners import request_log

#: In seconds, like the time that a code is shown for: the first of these periods ends in 2286.
UNCHANGING: Final = 10**10


@pytest.fixture
def unchanging_codes(settings: Settings) -> None:
    """An authenticator app shows one code: none can change between its making and its posting."""
    settings.MFA_TOTP_PERIOD = UNCHANGING


@pytest.fixture(autouse=True)
def _empty_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other tests' requests left in memory belongs to accounts that are gone."""
    monkeypatch.setattr(request_log, "_waiting", deque(maxlen=request_log.MOST_WAITING))
