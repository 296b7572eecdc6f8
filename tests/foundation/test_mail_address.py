"""The form of mail addresses: one spelling is stored of each, and it can be mailed."""

import pytest

from foundation.mail_address import (
    AddressRefused,
    mail_address,
    mailable,
    readable_address,
    searched_address,
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ada@example.com", "ada@example.com"),
        ("Ada.B+tag@Example.com", "Ada.B+tag@Example.com"),
        ("  ada@example.com\n", "ada@example.com"),
        ("ada@example.com.", "ada@example.com"),
        ("ada@example。com", "ada@example.com"),
        ("ada@example\uff0ecom｡", "ada@example.com"),
        ("ada\uff20example.com", "ada@example.com"),
        ("ada@\uff45\uff58ample.com", "ada@example.com"),
        ("\u200bada@example.com\u2060", "ada@example.com"),
        ("\u202aada@example.com\u202c", "ada@example.com"),
        ("a\u200dda@exam\u00adple.com", "ada@example.com"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@BÜCHER.example", "ada@xn--bcher-kva.example"),
        ("ada@bu\u0308cher.example", "ada@xn--bcher-kva.example"),
        ("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
        ("ada@straße.example", "ada@xn--strae-oqa.example"),
        ("ada@例え.テスト.example", "ada@xn--r8jz45g.xn--zckzah.example"),
        ("!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~@example.com"),
        ("m" * 64 + "@example.com", "m" * 64 + "@example.com"),
    ],
)
def test_every_spelling_is_stored_as_the_one_that_is_mailed(typed: str, stored: str) -> None:
    assert mail_address(typed) == stored
    assert mail_address(stored) == stored
    assert mailable(typed) == stored


def test_case_makes_no_difference_and_dots_and_tags_do() -> None:
    same = ("ADA@example.com", "ada@EXAMPLE.com", "Ada@Example。Com.")
    assert {mail_address(text).lower() for text in same} == {"ada@example.com"}
    different = ("ada@example.com", "a.da@example.com", "ada+x@example.com")
    assert len({mail_address(text).lower() for text in different}) == 3


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("ada", "There must be something before the @-sign."),
        ("@example.com", "There must be something before the @-sign."),
        ("ada@", "There must be something after the @-sign."),
        ("ada@example.com..", "An email address cannot end with a period."),
        ("a..da@example.com", "An email address cannot have two periods in a row."),
        ("ädä@example.com", "This contains U+00E4 before the @-sign, where only ASCII characters can be mailed."),
        ("a\u0308da@example.com", "This contains U+0308 before the @-sign, where only ASCII characters can be mailed."),
        ("\uff41da@example.com", "This contains U+FF41 before the @-sign, where only ASCII characters can be mailed."),
        ("\u212ada@example.com", "This contains U+212A before the @-sign, where only ASCII characters can be mailed."),
        ('"ada"@example.com', "Quoting the part before the @-sign is not allowed here."),
        ("ada@[192.0.2.1]", "A bracketed IP address after the @-sign is not allowed here."),
        ("ada@localhost", "The part after the @-sign is not valid. It should have a period."),
        ("ada@192.0.2.1", "The part after the @-sign is not valid. It is not within a valid top-level domain."),
        (
            "ada@example.com\r\nBcc: x",
            "The part after the @-sign contains invalid characters: ':', SPACE, U+000A, U+000D.",
        ),
        ("a\x00da@example.com", "The email address contains invalid characters before the @-sign: U+0000."),
        ("m" * 65 + "@example.com", "The email address is too long before the @-sign (1 character too many)."),
        ("Ada <ada@example.com>", None),
        ("a@example.com,b@example.com", None),
        ("ada@xn--a.example.com", None),
        ("ada@💩.example", None),
        ("ada@-a.example", None),
        ("ada@a_b.example", None),
        ("ada@clinic.local", None),
        ("ada@nobody.invalid", None),
        ("ada@" + "d" * 64 + ".example", None),
    ],
)
def test_what_can_not_be_mailed_is_refused_in_words(typed: str, message: str | None) -> None:
    with pytest.raises(AddressRefused) as refused:
        mail_address(typed)
    assert refused.value.code == "invalid"
    assert message is None or str(refused.value) == message


@pytest.mark.parametrize("typed", ["a" * 250 + "@example.com", "ada@example.com" + "\u200b" * 2000, "a" * 10**6])
def test_what_is_too_long_is_refused_without_a_look(typed: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        mail_address(typed)
    assert (refused.value.code, str(refused.value)) == (
        "max_length",
        "Ensure this field has no more than 254 characters.",
    )


def test_an_address_from_before_the_rule_is_left_to_the_mail_server() -> None:
    assert mailable("root@localhost") == "root@localhost"
    assert mailable("") == ""


def test_an_address_is_shown_in_the_letters_of_its_owner() -> None:
    assert readable_address("ada@xn--bcher-kva.example") == "ada@bücher.example"
    assert readable_address("Ada@Example.com") == "Ada@Example.com"
    assert readable_address("ada@xn--a.example") == "ada@xn--a.example"


@pytest.mark.parametrize(
    ("part", "stored"),
    [
        ("ada", "ada"),
        ("ada@", "ada@"),
        ("Bücher", "xn--bcher-kva"),
        ("da@bücher", "da@xn--bcher-kva"),
        ("@BÜCHER.example", "@xn--bcher-kva.example"),
        ("ada@example。com.", "ada@example.com"),
        ("ada\u200b", "ada"),
        ("a b", "a b"),
        ("💩", "💩"),
        ("", ""),
    ],
)
def test_a_part_of_an_address_is_searched_as_it_is_stored(part: str, stored: str) -> None:
    assert searched_address(part) == stored
