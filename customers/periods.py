"""Calendar periods. All of a subscription are counted from one anchor, so that nothing else decides which of them a
moment falls into: from a month to a year and back is the same month again.

One that began on the 31st ends on the last day of a shorter month, and finds back to the 31st.
"""

import calendar
import datetime
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from credits.models.plan import Period

#: How long a customer stays active although its period could not be paid; then it is suspended.
UNPAID_FOR: Final = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Span:
    """A period: from its start to just before its end."""

    start: datetime.datetime
    end: datetime.datetime


def period_at(anchor: datetime.datetime, period: str, moment: datetime.datetime) -> Span:
    """The period, counted from ``anchor``, that ``moment`` falls into."""
    length = Period(period).months
    months = (moment.year - anchor.year) * 12 + moment.month - anchor.month
    begun = months // length * length
    if _months_after(anchor, begun) > moment:
        begun -= length
    return Span(_months_after(anchor, begun), _months_after(anchor, begun + length))


def period_from(anchor: datetime.datetime, period: str, start: datetime.datetime) -> tuple[datetime.datetime, Span]:
    """The period that begins at ``start``, and its anchor: the given one if it has a period that begins there."""
    counted = period_at(anchor, period, start)
    return (anchor, counted) if counted.start == start else (start, period_at(start, period, start))


@dataclass(frozen=True)
class Pause:
    """The last time in which an account was inactive, if it ever was and is active again: nothing was used then."""

    deactivated_at: datetime.datetime | None
    reactivated_at: datetime.datetime | None

    def after(self, start: datetime.datetime, *, before: datetime.datetime) -> datetime.timedelta:
        """Return how much of the time after ``start`` it took, if it began before ``before``; otherwise nothing."""
        begun = max(self.deactivated_at or start, start)
        if self.reactivated_at is None or begun >= before:
            return datetime.timedelta()
        return max(self.reactivated_at - begun, datetime.timedelta())


def begins_again(
    ended_at: datetime.datetime, suspended_at: datetime.datetime | None, pause: Pause, now: datetime.datetime
) -> datetime.datetime:
    """Return when a period begins that is paid for after a suspension: now, less the unpaid days before it.

    What was used between the end of the last period and the suspension counts as the first days of the new one: else
    one that is suspended in time would have a free week each month.
    """
    unpaid = datetime.timedelta()
    if suspended_at is not None:
        unpaid = suspended_at - ended_at - pause.after(ended_at, before=suspended_at)
    return now - min(max(unpaid, datetime.timedelta()), UNPAID_FOR)


def months_since(anchor: datetime.datetime, start: datetime.datetime, moment: datetime.datetime) -> Fraction:
    """Return the months between two moments, ``start`` the beginning of a period: whole ones, and a part to the second.

    A month ends where a period of a month does that is counted from ``anchor``.
    """
    running = period_at(anchor, Period.MONTH, moment)
    whole = (running.start.year - start.year) * 12 + running.start.month - start.month
    seconds, length = (int((end - running.start).total_seconds()) for end in (moment, running.end))
    return whole + Fraction(seconds, length)


def _months_after(anchor: datetime.datetime, months: int) -> datetime.datetime:
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    return anchor.replace(year=year, month=month + 1, day=min(anchor.day, calendar.monthrange(year, month + 1)[1]))
