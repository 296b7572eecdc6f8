"""Public ids."""

from itertools import pairwise

import pytest

from api.ids import ALPHABET, LENGTH, has_shape, new_id


def test_an_id_has_its_prefix_and_26_characters() -> None:
    prefix, _, rest = new_id("pc").partition("_")
    assert (prefix, len(rest), LENGTH) == ("pc", 26, 26)
    assert set(rest) <= set(ALPHABET)


def test_later_ids_sort_after_earlier_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([0, 1, 31, 32, 2**20, 1_790_000_000_000, 2**48 - 1])
    monkeypatch.setattr("time.time_ns", lambda: next(moments) * 1_000_000)
    made = [new_id("pc") for _ in range(7)]
    assert all(earlier < later for earlier, later in pairwise(made))


def test_ids_of_one_moment_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time_ns", lambda: 0)
    assert len({new_id("pc") for _ in range(1000)}) == 1000


def test_a_new_id_has_the_shape_of_its_kind_alone() -> None:
    made = new_id("pc")
    assert has_shape(made, "pc")
    assert not has_shape(made, "org")


@pytest.mark.parametrize("wrong", ["", "pc", "pc_", "pc_1", "pc_" + "0" * 25, "pc_" + "0" * 27, "pc_" + "u" * 26])
def test_what_cannot_be_an_id_has_no_shape(wrong: str) -> None:
    assert not has_shape(wrong, "pc")
