"""A key's text: its shape, its randomness, and typos that are told without asking the database."""

import math
import re

import pytest
from pytest_django import Settings

from errors_docs.surfaces import PARTNER, WORKSPACE
from partners.key_format import ALPHABET, RANDOM_LENGTH, mode_of, new_secret, shape


def is_refused(secret: str) -> bool:
    return mode_of(PARTNER, secret) is None


@pytest.mark.parametrize("mode", ["live", "test"])
def test_a_partner_key_is_its_prefix_and_34_letters_and_digits(mode: str) -> None:
    secret = new_secret(PARTNER, mode)
    assert re.fullmatch(rf"sk_{mode}_[0-9A-Za-z]{{34}}", secret)
    assert mode_of(PARTNER, secret) == mode


@pytest.mark.parametrize("mode", ["live", "test"])
def test_a_workspace_key_is_its_prefix_and_32_hexadecimal_digits(mode: str) -> None:
    secret = new_secret(WORKSPACE, mode)
    assert re.fullmatch(rf"pms_{mode}_[0-9a-f]{{32}}", secret)
    assert mode_of(WORKSPACE, secret) == mode


def test_a_partner_key_has_at_least_160_random_bits() -> None:
    assert RANDOM_LENGTH * math.log2(len(set(ALPHABET))) >= 160


def test_no_two_keys_are_alike() -> None:
    assert len({new_secret(PARTNER, "live") for _ in range(1000)}) == 1000


def test_every_character_of_the_alphabet_comes_about_equally_often() -> None:
    text = "".join(new_secret(PARTNER, "live")[8 : 8 + RANDOM_LENGTH] for _ in range(1000))
    expected = len(text) / len(ALPHABET)
    assert all(abs(text.count(letter) - expected) < 6 * math.sqrt(expected) for letter in ALPHABET)


def test_every_change_of_one_character_is_told() -> None:
    secret = new_secret(PARTNER, "live")
    changed = [
        secret[:place] + letter + secret[place + 1 :]
        for place in range(len(secret))
        for letter in ALPHABET + "_- "
        if letter != secret[place]
    ]
    assert len(changed) >= 42 * 63
    assert [key for key in changed if not is_refused(key)] == []


def test_every_swap_of_two_neighbours_is_told() -> None:
    secret = new_secret(PARTNER, "live")
    swapped = {
        secret[:place] + secret[place + 1] + secret[place] + secret[place + 2 :] for place in range(len(secret) - 1)
    } - {secret}
    assert [key for key in swapped if not is_refused(key)] == []


def test_every_cut_copy_is_told() -> None:
    secret = new_secret(PARTNER, "live")
    cut = [secret[:length] for length in range(len(secret))] + [secret[start:] for start in range(1, len(secret))]
    assert [key for key in cut if not is_refused(key)] == []


@pytest.mark.parametrize("dirt", ["\n", " ", '"', "\0", "é", "٣"])
def test_what_came_along_with_a_copy_is_told(dirt: str) -> None:
    secret = new_secret(PARTNER, "live")
    assert is_refused(secret + dirt)
    assert is_refused(dirt + secret)


def test_a_live_key_is_no_test_key_with_another_prefix() -> None:
    assert is_refused(new_secret(PARTNER, "live").replace("sk_live_", "sk_test_"))


def test_a_key_of_one_surface_has_not_the_shape_of_the_other() -> None:
    assert mode_of(WORKSPACE, new_secret(PARTNER, "live")) is None
    assert mode_of(PARTNER, new_secret(WORKSPACE, "live")) is None


def test_the_shape_of_a_key_reads_the_same_in_every_language() -> None:
    assert shape(PARTNER) == "sk_live_/sk_test_ + 34 * [0-9A-Za-z]"
    assert shape(WORKSPACE) == "pms_live_/pms_test_ + 32 * [0-9a-f]"


def test_a_workspace_key_in_capitals_is_malformed() -> None:
    assert mode_of(WORKSPACE, "pms_live_" + "A" * 32) is None


def test_the_prefixes_are_settings(settings: Settings) -> None:
    old = new_secret(PARTNER, "live")
    settings.KEY_PREFIXES = {"partner": "acme", "workspace": "plan"}
    assert new_secret(PARTNER, "test").startswith("acme_test_")
    assert mode_of(PARTNER, new_secret(PARTNER, "test")) == "test"
    assert new_secret(WORKSPACE, "live").startswith("plan_live_")
    assert mode_of(WORKSPACE, new_secret(WORKSPACE, "live")) == "live"
    assert shape(PARTNER) == "acme_live_/acme_test_ + 34 * [0-9A-Za-z]"
    assert is_refused(old)
