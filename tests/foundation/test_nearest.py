"""What was probably meant by a name that doesn't exist."""

import pytest

from foundation.nearest import LONGEST, MOST, nearest

NAMES = ["email", "name", "companyName", "planId", "seats", "addOns", "accountFocusMode", "trialDays"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("plan_id", "planId"),
        ("plan-id", "planId"),
        ("PlanID", "planId"),
        ("plan", "planId"),
        ("emial", "email"),
        ("mail", "email"),
        ("nmae", "name"),
        ("seat", "seats"),
        ("focus_mode", "accountFocusMode"),
        ("company name", "companyName"),
        ("webhook", None),
        ("page", None),
        ("", None),
        ("___", None),
        ("\0", None),
        ("\u0665", None),
    ],
)
def test_case_marks_and_a_typo_do_not_hide_what_was_meant(name: str, meant: str | None) -> None:
    assert nearest(name, NAMES) == meant


def test_a_synonym_stands_for_the_first_of_its_names_that_is_known() -> None:
    synonyms = {"since": ("from", "begin"), "plan": ("seats",)}
    assert nearest("Since", ["begin", "end"], synonyms) == "begin"
    assert nearest("since", ["from", "begin"], synonyms) == "from"
    assert nearest("since", ["to"], synonyms) is None


def test_a_name_that_is_known_but_for_case_and_marks_comes_before_its_synonym() -> None:
    assert nearest("PLAN", ["plan", "seats"], {"plan": ("seats",)}) == "plan"


def test_of_two_names_that_are_alike_the_nearer_one_was_meant() -> None:
    assert nearest("customer.update", ["customer.created", "customer.updated"]) == "customer.updated"


def test_names_that_are_too_long_or_too_many_are_not_compared() -> None:
    assert nearest("a" * LONGEST, ["a" * LONGEST]) == "a" * LONGEST
    assert nearest("a" * (LONGEST + 1), ["a" * (LONGEST + 1)]) is None
    assert nearest("last", [*map(str, range(MOST)), "last"]) is None


def test_nothing_is_near_where_nothing_is_known() -> None:
    assert nearest("planId", []) is None
