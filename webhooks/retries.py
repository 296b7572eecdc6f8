"""When a failed delivery is tried again, and when an endpoint is given up."""

import random
from typing import Final

MINUTE: Final = 60
HOUR: Final = 3600
#: Seconds after the first, second, … failed attempt; more than three days in all.
SCHEDULE: Final = (
    5,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
)
#: Up to so much of a delay is added or taken off, so that what failed together doesn't come back together.
JITTER: Final = 0.1
DISABLE_AFTER_DAYS: Final = 5


def delay_after(failures: int) -> float | None:
    """The seconds to wait after so many failed attempts (at least 1); None: it was the last."""
    if failures > len(SCHEDULE):
        return None
    return SCHEDULE[failures - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  # no secret hangs on it
