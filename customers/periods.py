"""Calendar periods: a month after 31 January ends on the last of February, at the same time of day."""

import calendar
import datetime

from credits.models.plan import Period

MONTHS = {Period.MONTH: 1, Period.YEAR: 12}


def period_end(start: datetime.datetime, period: str, count: int = 1) -> datetime.datetime:
    """The moment ``count`` periods after ``start``, its day cut to the length of that month."""
    month_index = start.year * 12 + start.month - 1 + MONTHS[Period(period)] * count
    year, month = divmod(month_index, 12)
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day)
