"""A log in which nothing of other tests waits."""

from collections import deque

import pytest

from partners import request_log


@pytest.fixture(autouse=True)
def empty_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other tests' requests left in memory belongs to accounts that are gone."""
    monkeypatch.setattr(request_log, "_waiting", deque(maxlen=request_log.MOST_WAITING))
