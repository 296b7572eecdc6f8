"""Amounts in text."""

from decimal import Decimal

import pytest

from foundation.amounts import NotADecimal, plain_decimal


@pytest.mark.parametrize("text", ["0", "12", "12.5", "12.500", "-0.01", "007", "123456789012345678901234"])
def test_ascii_digits_with_a_point_are_a_decimal(text: str) -> None:
    assert plain_decimal(text) == Decimal(text)


NO_DECIMALS = ["1_0", "1e5", "1E5", "\u0665", "\uff15", "+5", "NaN", "sNaN", "inf", "-Infinity", "5.", ".5", "-", "--5"]
NO_DECIMALS += ["1.2.3", "0x10", "\u22125", "1'000", "five", "1\u200b2", "²"]


@pytest.mark.parametrize("text", [*NO_DECIMALS, "", " 5", "5 ", "1 000", "5\n", "1" * 25, "9" * 10**5])
def test_all_else_that_python_takes_for_a_number_is_none(text: str) -> None:
    with pytest.raises(NotADecimal, match=r"^Enter an amount such as 12\.50\.$"):
        plain_decimal(text)


@pytest.mark.parametrize("text", ["1,50", "1,000", "1.000,50", ",5"])
def test_a_comma_is_told_from_a_point(text: str) -> None:
    with pytest.raises(NotADecimal, match=r"^Enter an amount such as 12\.50, with a point and without any comma\.$"):
        plain_decimal(text)
