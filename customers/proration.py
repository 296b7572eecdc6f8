"""What a part of a period is worth, to the second. Pure arithmetic on hundredths of a credit.

The worth of a cost falls as time passes and never rises, and the same cost is always worth the same at the same
moment: so a change and its undo cancel out, and refunds never exceed what was charged.
"""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Remainder:
    """What is left of a period at some moment, in whole seconds."""

    seconds: int
    period_seconds: int

    @property
    def fraction(self) -> float:
        """For people; amounts are computed from the seconds."""
        return self.seconds / self.period_seconds

    def worth(self, cost: int) -> int:
        """The unused part of a cost, rounded half up to a hundredth."""
        return (2 * cost * self.seconds + self.period_seconds) // (2 * self.period_seconds)


def remainder(start: datetime.datetime, end: datetime.datetime, now: datetime.datetime) -> Remainder:
    """What is left of the period from start to end; nothing after its end, all of it before its start."""
    period = int((end - start).total_seconds())
    left = int((end - now).total_seconds())
    return Remainder(seconds=min(max(left, 0), period), period_seconds=period)
