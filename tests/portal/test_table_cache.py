"""The cache that all processes share: what add, get, set and delete say, and that expired values go."""

import pytest
from django.core.cache import cache

from portal.models import CachedValue
from portal.table_cache import forget_expired

pytestmark = pytest.mark.django_db


def test_a_value_comes_back_until_it_is_deleted() -> None:
    cache.set("tries", [1764252000.25, 1764251990.5], 60)
    assert cache.get("tries") == [1764252000.25, 1764251990.5]
    cache.set("tries", [], 60)
    assert cache.get("tries") == []
    assert (cache.delete("tries"), cache.delete("tries"), cache.get("tries", "none")) == (True, False, "none")


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
