"""Refused keys are slowed by address, and nobody else with them."""

import time

import pytest

from errors_docs.surfaces import PARTNER
from partners.key_format import new_secret
from partners.models import RateWindow
from partners.refused_keys import network_of
from tests.calls import Api, code, details
from tests.factories import make_key, make_partner

pytestmark = pytest.mark.django_db


def guess(address: str, times: int) -> list[int]:
    """The statuses of so many requests with a well-formed key that nobody has."""
    return [Api(new_secret(PARTNER, "live"), address=address).get("/account").status_code for _ in range(times)]


def test_the_31st_refused_key_from_one_address_is_told_to_wait() -> None:
    assert guess("192.0.2.1", 31) == [401] * 30 + [429]


def test_who_has_to_wait_is_told_how_long() -> None:
    half_a_minute_ago = time.time_ns() // 1_000_000 - 30_001
    RateWindow.objects.create(key="refused:192.0.2.1", quota=30, hits=[half_a_minute_ago] * 30)
    answer = Api(new_secret(PARTNER, "live"), address="192.0.2.1").get("/account")
    assert (answer.status_code, code(answer)) == (429, "RATE_LIMITED")
    assert details(answer) == {"limit": 30, "windowSeconds": 60, "retryAfter": 30, "reason": "requests"}
    assert answer.headers["Retry-After"] == "30"


def test_a_good_key_from_there_goes_on() -> None:
    assert guess("192.0.2.1", 31)[-1] == 429
    assert Api(make_key(make_partner()), address="192.0.2.1").get("/account").status_code == 200


def test_another_address_is_not_slowed() -> None:
    assert guess("192.0.2.1", 31)[-1] == 429
    assert guess("192.0.2.2", 1) == [401]


def test_mistyped_keys_are_not_counted_because_they_cost_nothing() -> None:
    for _ in range(40):
        assert Api("sk_live_typo", address="192.0.2.1").get("/account").status_code == 401
    assert RateWindow.objects.count() == 0


def test_a_network_of_ipv6_counts_as_one_client() -> None:
    assert guess("2001:db8:1:2::1", 15) == [401] * 15
    assert guess("2001:db8:1:2:ffff::9", 16) == [401] * 15 + [429]
    assert guess("2001:db8:1:3::1", 1) == [401]
    assert RateWindow.objects.filter(key="refused:2001:db8:1:2::/64").count() == 1


def test_wrapped_ipv4_addresses_are_counted_as_what_they_wrap() -> None:
    assert guess("::ffff:192.0.2.1", 30) == [401] * 30
    assert guess("::ffff:192.0.2.2", 1) == [401]
    assert guess("192.0.2.1", 1) == [429]


def test_an_address_that_is_not_known_is_slowed_too() -> None:
    assert guess("", 31) == [401] * 30 + [429]


def test_the_key_of_a_window_is_short_enough_for_the_longest_network() -> None:
    longest = network_of("2001:0db8:aaaa:bbbb:cccc:dddd:eeee:ffff")
    assert longest == "2001:db8:aaaa:bbbb::/64"
    assert len(f"refused:{longest}") < 80
