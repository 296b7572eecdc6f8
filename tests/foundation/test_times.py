"""Times as RFC 3339 and ISO 8601 write them, and what only looks like one."""

import contextlib
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import times
from foundation.times import NotATime, day, moment

NOON = "2026-11-30T12:00:00"


def shown(text: str) -> str:
    """The moment as Python writes it."""
    return moment(text).isoformat()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{NOON}Z", "2026-11-30T12:00:00+00:00"),
        ("2026-11-30t12:00:00z", "2026-11-30T12:00:00+00:00"),
        ("2026-11-30 12:00:00Z", "2026-11-30T12:00:00+00:00"),
        (f"{NOON}-00:00", "2026-11-30T12:00:00+00:00"),
        (f"{NOON}+00:00", "2026-11-30T12:00:00+00:00"),
        (f"{NOON}+05:45", "2026-11-30T06:15:00+00:00"),
        (f"{NOON}-23:59", "2026-12-01T11:59:00+00:00"),
        (f"{NOON}+23:59", "2026-11-29T12:01:00+00:00"),
        (f"{NOON}.1Z", "2026-11-30T12:00:00.100000+00:00"),
        (f"{NOON}.123456789Z", "2026-11-30T12:00:00.123456+00:00"),
        (f"{NOON}.{'9' * 5000}Z", "2026-11-30T12:00:00.999999+00:00"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+00:00"),
        ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999+00:00"),
        ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00+00:00"),
    ],
)
def test_every_form_of_rfc_3339_is_a_moment_in_utc(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00+00:00"),
        ("1990-12-31T15:59:60-08:00", "1991-01-01T00:00:00+00:00"),
        ("2015-07-01T01:59:60+02:00", "2015-07-01T00:00:00+00:00"),
        ("2016-12-31T23:59:60.5Z", "2017-01-01T00:00:00.500000+00:00"),
    ],
)
def test_a_leap_second_counts_as_the_first_of_the_next_day(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    "text", [f"{NOON[:-2]}60Z", "2016-12-30T23:59:60Z", "2016-12-31T23:59:60+01:00", "2016-03-31T23:59:60Z"]
)
def test_a_leap_second_at_another_time_does_not_exist(text: str) -> None:
    with pytest.raises(NotATime, match=times.NO_SUCH_MOMENT):
        moment(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-29T24:00:00Z", "2026-11-30T00:00:00+00:00"),
        ("2026-12-31T24:00:00.000+01:00", "2026-12-31T23:00:00+00:00"),
        ("9999-12-31T24:00:00+01:00", "9999-12-31T23:00:00+00:00"),
        ("2026-11-30", "2026-11-30T00:00:00+00:00"),
        ("2026-11-30T12:00", "2026-11-30T12:00:00+00:00"),
        ("2026-11-30T12", "2026-11-30T12:00:00+00:00"),
        (NOON, "2026-11-30T12:00:00+00:00"),
        (f"{NOON},25Z", "2026-11-30T12:00:00.250000+00:00"),
        (f"{NOON}+0100", "2026-11-30T11:00:00+00:00"),
        (f"{NOON}+01", "2026-11-30T11:00:00+00:00"),
        ("20261130T120000Z", "2026-11-30T12:00:00+00:00"),
        ("2026-W49-1T12:00:00Z", "2026-11-30T12:00:00+00:00"),
    ],
)
def test_what_iso_8601_has_besides_is_a_moment(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30T00:00:00Z",
        "2026-02-29",
        "2026-13-01",
        "2026-00-10T00:00Z",
        "0000-01-01T00:00:00Z",
        "2026-11-30T24:00:01Z",
        "2026-11-30T24:00:00.0000001Z",
        "2026-11-30T25:00:00Z",
        "2026-11-30T12:60:00Z",
        "2026-11-30T12:00:61Z",
        f"{NOON}+24:00",
        f"{NOON}+01:60",
        "2026-W54-1",
    ],
)
def test_a_time_that_no_calendar_and_no_clock_has_is_refused(text: str) -> None:
    with pytest.raises(NotATime, match=times.NO_SUCH_MOMENT):
        moment(text)


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01T00:00:00+00:01",
        "0001-01-01T00:00:60+00:01",
        "9999-12-31T23:59:59-00:01",
        "9999-12-31T24:00:00Z",
        "9999-12-31T23:59:60Z",
    ],
)
def test_a_moment_that_utc_has_in_no_year_is_refused(text: str) -> None:
    with pytest.raises(NotATime, match=times.OUT_OF_RANGE):
        moment(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "1795000000",
        "2026-1-3",
        "2026-11-30x12:00:00Z",
        "2026-11-30T",
        f"{NOON}Z\n",
        f" {NOON}Z",
        f"{NOON}.Z",
        f"{NOON}ZZ",
        f"{NOON}+01:00:30",
        f"{NOON}+\u0660\u0661:00",
        "\u0662\u0660\u0662\u0666-11-30T12:00:00Z",
        "\uff12\uff10\uff12\uff16-11-30",
        "12026-11-30",
        "2026-11-30T1:00Z",
    ],
    ids=ascii,
)
def test_what_is_not_written_as_a_time_is_refused(text: str) -> None:
    with pytest.raises(NotATime, match=times.FORM):
        moment(text)


def test_a_plus_sign_that_was_lost_on_the_way_is_named() -> None:
    with pytest.raises(NotATime) as refused:
        moment("2026-11-30T12:00:00 01:00")
    assert str(refused.value) == times.LOST_PLUS


@given(st.text() | st.from_regex(r"[0-9W]{4,8}[T ]?[0-9:.,Z+-]{0,14}", fullmatch=True))
def test_any_text_is_a_moment_or_is_refused(text: str) -> None:
    with contextlib.suppress(NotATime):
        assert moment(text).tzinfo is datetime.UTC


@given(st.datetimes(timezones=st.timezones()))
def test_what_python_writes_is_read_as_the_same_moment(at: datetime.datetime) -> None:
    offset = at.utcoffset()
    assert offset is not None
    if offset.total_seconds() % 60:
        return
    try:
        expected = at.astimezone(datetime.UTC)
    except OverflowError:
        return
    assert moment(at.isoformat()) == expected


@pytest.mark.parametrize("text", ["2026-11-30", "20261130", "2026-W49-1"])
def test_a_day_is_read_in_the_forms_of_iso_8601(text: str) -> None:
    assert day(text) == datetime.date(2026, 11, 30)


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "0000-01-01", "2025-02-29"])
def test_a_day_that_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(NotATime, match=times.NO_SUCH_DAY):
        day(text)


@pytest.mark.parametrize(
    "text",
    ["", "2026-1-3", "2026-11-30T00:00:00Z", "2026-11-30\n", "\u0662\u0660\u0662\u0666-11-30", "30.11.2026"],
    ids=ascii,
)
def test_what_is_not_written_as_a_day_is_refused(text: str) -> None:
    with pytest.raises(NotATime, match=times.DAY_FORM):
        day(text)
