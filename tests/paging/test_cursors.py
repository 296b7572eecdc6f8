"""Cursors: sealed, bound to their list, the same each time, and read after a change of SECRET_KEY."""

from base64 import urlsafe_b64decode

import pytest
from pytest_django import Settings

from api.cursors import LONGEST, InvalidCursor, opened_cursor, sealed_cursor

LIST = b'["/api/partner/v1/customers",7,"live",{}]'
PLACE = [123_456_789, 42]


def test_a_cursor_opens_to_the_place_that_it_was_made_of() -> None:
    assert opened_cursor(sealed_cursor(PLACE, LIST), LIST) == PLACE


def test_one_place_of_one_list_always_has_the_same_cursor() -> None:
    assert sealed_cursor(PLACE, LIST) == sealed_cursor(PLACE, LIST)
    assert len({sealed_cursor([number, 42], LIST) for number in range(100)}) == 100


def test_a_cursor_shows_no_row_number_and_fits_its_field() -> None:
    cursor = sealed_cursor(["2026-11-30T12:00:00.123456+00:00", 2**62, 10**12], LIST)
    raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    assert str(2**62).encode() not in raw
    assert len(cursor) <= LONGEST
    assert cursor.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize("other", [b"", LIST + b" ", LIST.replace(b"7", b"8"), LIST.replace(b"live", b"test")])
def test_a_cursor_is_none_of_another_list(other: bytes) -> None:
    with pytest.raises(InvalidCursor):
        opened_cursor(sealed_cursor(PLACE, LIST), other)


def test_no_change_of_a_cursor_makes_another_one() -> None:
    cursor = sealed_cursor(PLACE, LIST)
    changed = [
        cursor[:at] + letter + cursor[at + 1 :]
        for at in range(len(cursor))
        for letter in "AZ_!"
        if letter != cursor[at]
    ]
    for wrong in (*changed, "", cursor + "=", cursor + "\n", cursor * 2, "AAAA", "ä"):
        with pytest.raises(InvalidCursor):
            opened_cursor(wrong, LIST)


def test_a_cursor_outlives_a_change_of_the_secret_key_as_long_as_the_old_one_is_a_fallback(settings: Settings) -> None:
    cursor, old = sealed_cursor(PLACE, LIST), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-secret-key-of-at-least-fifty-characters-0123", [old]
    assert opened_cursor(cursor, LIST) == PLACE
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidCursor):
        opened_cursor(cursor, LIST)
