"""Which text is a whole number."""

import pytest

from foundation.numbers import is_whole_number, whole_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("5", 5), ("-5", -5), ("007", 7), ("9" * 1000, 10**1000 - 1)])
def test_ascii_digits_perhaps_after_a_minus_are_a_whole_number(text: str, number: int) -> None:
    assert is_whole_number(text)
    assert whole_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "--5",
        "+5",
        " 5",
        "5 ",
        "5\n",
        "1_0",
        "5.0",
        "1e5",
        "0x5",
        "\u0665",
        "\uff15",
        "²",
        "\u096b",
        "1,000",
        "-\u0665",
        "9" * 1001,
    ],
    ids=ascii,
)
def test_what_python_or_a_person_would_also_take_for_a_number_is_not_one(text: str) -> None:
    assert not is_whole_number(text)
    with pytest.raises(ValueError, match="is not a whole number"):
        whole_number(text)
