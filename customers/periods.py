"""Calendar periods: one that began on the 31st ends on the last day of a shorter month, and finds back to the 31st."""

import calendar
import datetime

from credits.models.plan import Period

MONTHS = {Period.MONTH: 1, Period.YEAR: 12}


def period_end(start: datetime.datetime, period: str, anchor_day: int | None = None) -> datetime.datetime:
    """One period after ``start``, at the same time, on ``anchor_day`` (default: the start's) or the month's last."""
    month_index = start.year * 12 + start.month - 1 + MONTHS[Period(period)]
    year, month = divmod(month_index, 12)
    day = min(anchor_day or start.day, calendar.monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day)
