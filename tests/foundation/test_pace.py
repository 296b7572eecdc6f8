"""How slowly a client may send or read."""

import pytest

from foundation.pace import Pace, TooSlow


def test_a_client_may_pause_as_long_as_it_likes_in_pieces_that_it_makes_good() -> None:
    pace = Pace(bytes_per_second=100, pause=10)
    for _ in range(1000):
        pace.count(9, 0)
        pace.count(0, 900)
    assert pace.left == 10


def test_a_pause_that_is_too_long_ends_and_says_how_long_was_waited() -> None:
    pace = Pace(bytes_per_second=100, pause=10)
    pace.count(4, 50)
    assert pace.left == 6.5
    with pytest.raises(TooSlow) as late:
        pace.count(6.5, 0)
    assert late.value.waited == 10.5


def test_bytes_that_came_fast_are_no_credit_for_later() -> None:
    pace = Pace(bytes_per_second=100, pause=10)
    pace.count(0, 1_000_000)
    with pytest.raises(TooSlow):
        pace.count(10, 0)


def test_n_bytes_take_at_most_the_pause_and_their_time_at_the_slowest_rate() -> None:
    pace = Pace(bytes_per_second=100, pause=10)
    for _ in range(39):
        pace.count(1, 75)
    assert pace.left == 0.25
    with pytest.raises(TooSlow) as late:
        pace.count(1, 75)
    assert late.value.waited == 40 == 10 + 40 * 75 / 100
