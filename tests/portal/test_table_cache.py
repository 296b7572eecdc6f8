"""The cache that all processes share: what add, get, set and delete say, and that expired values go."""

import datetime
import decimal
from typing import Any, NamedTuple

import pytest
from django.core.cache import cache
from django.utils.translation import gettext_lazy
from pytest_django import Settings

from portal.models import CachedValue
from portal.table_cache import forget_expired

pytestmark = pytest.mark.django_db


def test_a_value_comes_back_until_it_is_deleted() -> None:
    cache.set("tries", [1764252000.25, 1764251990.5], 60)
    assert cache.get("tries") == [1764252000.25, 1764251990.5]
    cache.set("tries", [], 60)
    assert cache.get("tries") == []
    assert (cache.delete("tries"), cache.delete("tries"), cache.get("tries", "none")) == (True, False, "none")


class Found(NamedTuple):
    """A result as the admin's search keeps it."""

    title: Any
    link: str


VALUES = [
    *(None, True, 0, -1, 2**53, 2**70, 0.5, 1e300, 1e-7, float("inf"), "", "text", "a\0b", "\ud800", "line\nline"),
    *([], [1, "a", None, [2.5]], (1, 2), {"a": [1]}, {1: "a"}, {"a": (1,)}, {"pickled": "x"}, {"a\0": 1}, {1, 2}),
    *(b"\0\xff", datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC), decimal.Decimal("1.10"), Found("Keys", "/")),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_any_value_comes_back_as_it_was_with_its_type(value: Any) -> None:
    for write in (cache.set, cache.add):
        cache.clear()
        write("value", value, 60)
        found = cache.get("value", "none")
        assert (type(found), found) == (type(value), value)


def test_a_text_that_is_translated_when_it_is_shown_comes_back() -> None:
    cache.set("results", [Found(gettext_lazy("Users"), "/admin/partners/user/")], 60)
    (found,) = cache.get("results")
    assert (str(found.title), found.link) == ("Users", "/admin/partners/user/")


@pytest.mark.parametrize("key", ["a\0b", "\ud800", "x" * 100_000, "line\n", "ключ"])
def test_any_text_is_a_key(key: str) -> None:
    cache.set(key, 1, 60)
    assert (cache.get(key), cache.get(key + "x"), key in cache) == (1, None, True)
    assert (cache.incr(key), cache.delete(key), cache.get(key)) == (2, True, None)


class Harmful:
    """Unpickling it makes a mark."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (cache.set, ("mark", 1, 60))


def stored(key: str) -> CachedValue:
    return CachedValue.objects.get(key=f":1:{key}")


def test_a_pickle_that_was_not_signed_for_its_key_is_never_opened(settings: Settings) -> None:
    cache.set("harmful", Harmful(), 60)
    cache.set("other", (1,), 60)
    signed, other = stored("harmful").value, stored("other").value
    forged = {"pickled": signed["pickled"].partition(":")[0] + ":" + other["pickled"].partition(":")[2]}
    for value in (signed, forged, {"pickled": "x"}, {"pickled": 1}):
        CachedValue.objects.filter(key=":1:other").update(value=value)
        assert cache.get("other", "none") == "none"
    settings.SECRET_KEY = "another-secret-key"
    assert cache.get("harmful", "none") == "none"
    assert cache.get("mark") is None


def test_a_secret_key_that_was_replaced_still_opens_what_it_signed(settings: Settings) -> None:
    cache.set("pair", (1, 2), 60)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-secret-key"
    assert cache.get("pair") == (1, 2)


def test_what_the_code_before_has_written_is_read() -> None:
    CachedValue.objects.create(key=":1:history", value=[1764252000.25], expires_at=None)
    assert cache.get("history") == [1764252000.25]


def test_a_touched_value_lives_on_and_an_expired_one_does_not() -> None:
    cache.set("value", 1, 60)
    assert (cache.touch("value", 0), cache.get("value"), cache.touch("value", 60)) == (True, None, False)
    cache.set("value", 1, 60)
    assert cache.touch("value", None) is True
    assert stored("value").expires_at is None


def test_only_the_first_adds_until_it_has_expired() -> None:
    assert (cache.add("code", "y", 60), cache.add("code", "n", 60)) == (True, False)
    assert cache.get("code") == "y"
    cache.set("code", "y", 0)
    assert (cache.get("code"), "code" in cache) == (None, False)
    assert (cache.add("code", "z", 60), cache.get("code")) == (True, "z")


def test_expired_values_are_removed_and_others_stay() -> None:
    for key, seconds in {"gone": 0, "long gone": -5, "fresh": 60, "for ever": None}.items():
        cache.set(key, 1, seconds)
    assert forget_expired() == 2
    assert sorted(CachedValue.objects.values_list("key", flat=True)) == [":1:for ever", ":1:fresh"]
    assert forget_expired() == 0
