"""Moments and days in text: RFC 3339 in full, and what ISO 8601 has besides. Moments are in UTC.

Besides RFC 3339 (5.6): a day alone is its beginning, seconds and the offset may be missing (then it is UTC), the day
may be written without hyphens or by its week, and 24:00:00 is the beginning of the next day (ISO 8601-1:2019, 4.3.8).
"""

import datetime
import re
from typing import Final

_DAY: Final = re.compile(r"[0-9]{4}(?:-?[0-9]{2}-?[0-9]{2}|-?W[0-9]{2}-?[0-9])", re.IGNORECASE | re.ASCII)
#: RFC 3339 allows lower case, and a blank between day and time.
_MOMENT: Final = re.compile(
    r"(?P<day>[0-9W-]+)"
    r"(?:[T ](?P<hour>[0-9]{2})(?::?(?P<minute>[0-9]{2})(?::?(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]+))?)?)?"
    r"(?P<offset>Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?",
    re.IGNORECASE | re.ASCII,
)
#: A plus sign that was not percent-encoded arrives as a blank.
_LOST_PLUS: Final = re.compile(r".*[0-9] [0-9]{2}:?[0-9]{2}")
#: UTC has had its leap seconds at the end of these days (RFC 3339, 5.7 and appendix D).
_LEAP_DAYS: Final = frozenset({(6, 30), (12, 31)})

FORM: Final = "This must be a date and time such as 2026-11-22T09:30:00Z."
LOST_PLUS: Final = "This must be a date and time such as 2026-11-22T09:30:00Z; in a query string + is written as %2B."
NO_SUCH_MOMENT: Final = "There is no such date and time."
OUT_OF_RANGE: Final = "In UTC this must be in the years 1 to 9999."
DAY_FORM: Final = "This must be a date such as 2026-11-22."
NO_SUCH_DAY: Final = "There is no such date."


class NotATime(ValueError):
    """The text is not a time, or a time that doesn't exist; its words are for the sender."""


def moment(text: str) -> datetime.datetime:
    """Return the moment in UTC, to the microsecond; further digits are cut off. Raises NotATime."""
    found = _MOMENT.fullmatch(text)
    if found is None or not _DAY.fullmatch(found["day"]):
        raise NotATime(LOST_PLUS if _LOST_PLUS.fullmatch(text) else FORM)
    begins = datetime.datetime.combine(_day(found["day"], NO_SUCH_MOMENT), datetime.time(tzinfo=datetime.UTC))
    clock, ahead = _clock(found), _offset(found["offset"])
    try:
        at = begins + (clock - ahead)
        if found["second"] == "60":
            _refuse_unless_leap(at)
    except OverflowError as wrong:
        raise NotATime(OUT_OF_RANGE) from wrong
    return at


def day(text: str) -> datetime.date:
    """Return the day. Raises NotATime."""
    if not _DAY.fullmatch(text):
        raise NotATime(DAY_FORM)
    return _day(text, NO_SUCH_DAY)


def _day(text: str, refusal: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text.upper())
    except ValueError as wrong:
        raise NotATime(refusal) from wrong


def _clock(found: re.Match[str]) -> datetime.timedelta:
    """Return how long after midnight the clock shows this. 24:00 is the end of a day, and only its very end."""
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    fraction = found["fraction"] or ""
    ends_day = hour == 24 and not (minute or second or fraction.strip("0"))
    if not (ends_day or hour < 24) or minute > 59 or second > 60:
        raise NotATime(NO_SUCH_MOMENT)
    microseconds = int(fraction[:6].ljust(6, "0"))
    return datetime.timedelta(hours=hour, minutes=minute, seconds=second, microseconds=microseconds)


def _offset(text: str | None) -> datetime.timedelta:
    """Return how far ahead of UTC the text says that it is; RFC 3339 has hours to 23 and minutes to 59."""
    if text is None or text in "Zz":
        return datetime.timedelta()
    hours, minutes = int(text[1:3]), int(text[3:].removeprefix(":") or 0)
    if hours > 23 or minutes > 59:
        raise NotATime(NO_SUCH_MOMENT)
    ahead = datetime.timedelta(hours=hours, minutes=minutes)
    return -ahead if text[0] == "-" else ahead


def _refuse_unless_leap(at: datetime.datetime) -> None:
    """Raise NotATime unless the second before this one is the last of a day that may have a leap second.

    POSIX has none: the second that was inserted counts as the first of the next day.
    """
    before = at - datetime.timedelta(seconds=1)
    last = (before.hour, before.minute, before.second) == (23, 59, 59)
    if not last or (before.month, before.day) not in _LEAP_DAYS:
        raise NotATime(NO_SUCH_MOMENT)
