"""Waiting for what another process or thread does, which nothing announces."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

Found = TypeVar("Found")

#: Only a fault takes so long, on a machine with ten times as much to do as it can, too. A test may take a little more.
PATIENCE_SECONDS: Final = 100
PAUSE_SECONDS: Final = 0.02


def eventually(check: Callable[[], Found], seconds: float = PATIENCE_SECONDS) -> Found:
    """Return what the check returns, once that is true. Fails after a bounded wait."""
    deadline = time.monotonic() + seconds
    while not (found := check()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(PAUSE_SECONDS)
    return found
