"""Amounts in forms: credits with two decimals outside, integer hundredths inside."""

import pytest
from django.core.exceptions import ValidationError

from partners.credits_field import LARGEST, CreditsField


@pytest.mark.parametrize(
    ("typed", "hundredths"),
    [
        ("0", 0),
        ("12", 1200),
        ("12.5", 1250),
        ("12.50", 1250),
        (" 0.01 ", 1),
        ("12.500", 1250),
        ("1000000000", LARGEST),
        ("", None),
    ],
)
def test_credits_become_hundredths(typed: str, hundredths: int | None) -> None:
    assert CreditsField(required=False).clean(typed) == hundredths


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("1.005", "An amount has at most two decimals."),
        ("1e-3", "Enter an amount such as 12.50."),
        ("1_0", "Enter an amount such as 12.50."),
        ("1e5", "Enter an amount such as 12.50."),
        ("\u0665", "Enter an amount such as 12.50."),
        ("+5", "Enter an amount such as 12.50."),
        ("ten", "Enter an amount such as 12.50."),
        ("1,50", "Enter an amount such as 12.50, with a point and without any comma."),
        ("1,000.00", "Enter an amount such as 12.50, with a point and without any comma."),
        ("nan", "Enter an amount such as 12.50."),
        ("-inf", "Enter an amount such as 12.50."),
        ("-0.01", "The least amount is 0.00."),
        ("1000000000.01", "The largest amount is 1000000000.00."),
        ("1000000000000", "The largest amount is 1000000000.00."),
        ("1e12", "Enter an amount such as 12.50."),
        ("1.0000000000000000000001", "An amount has at most two decimals."),
        ("1.00000000000000000000000000000000001", "Enter an amount such as 12.50."),
        ("1e999999", "Enter an amount such as 12.50."),
        ("1e99", "Enter an amount such as 12.50."),
        ("9" * 5000, "Enter an amount such as 12.50."),
    ],
)
def test_other_text_is_refused(typed: str, message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        CreditsField().clean(typed)
    assert refused.value.messages == [message]


def test_a_signed_amount_has_bounds_on_both_sides() -> None:
    field = CreditsField(min_value=-LARGEST)
    assert field.clean("-12.5") == -1250
    with pytest.raises(ValidationError, match=r"The least amount is -1000000000\.00\."):
        field.clean("-1000000000.01")


def test_hundredths_are_shown_as_credits_and_typed_text_as_it_was() -> None:
    field = CreditsField()
    shown = [field.prepare_value(value) for value in (1250, 0, -1, "12.5", None)]
    assert shown == ["12.50", "0.00", "-0.01", "12.5", None]


@pytest.mark.parametrize(("typed", "changed"), [("12.5", False), ("12.50", False), ("12.51", True), ("", True)])
def test_the_same_amount_in_other_words_is_no_change(typed: str, changed: bool) -> None:
    assert CreditsField().has_changed(1250, typed) is changed
