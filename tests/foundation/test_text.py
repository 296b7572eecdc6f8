"""The form of names and of prose: what is stored of them, and what is refused in which words."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.text import TextRefused, name, one_line, prose, searched, unlinked, visible_length

HONEST = [
    "Ada Example",
    "Booking.com & Söhne (Köln), Dr. h. c.",
    "O'Brien\u2013Smith / 3 %",
    "Nguyễn Thị Ánh",
    "山田 葛\U000e0100",
    "عيادة الأسنان",
    "می‌خواهم",
    "مرحبا\u200f (Acme)",
    "שָׁ֑לוֹם",
    "क्‍ष ज्ञान",
    "ཧྐྵྨླྺྼྻྂ",
    "ณัฐวุฒิ",
    "\u1820\u180e\u1820",
    "\u182d\u180b",
    "👩‍⚕️ ❤️‍🔥 1️⃣ 👍🏽 🇩🇪",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "\ue000",
]

#: What readers of mail look for: a scheme, a name with a dot and a second word behind it, an address.
LINKED = re.compile(r"\w:/|\w:\w|\w[.\u3002]\w|\w@\w|/\w+\.", re.IGNORECASE)


def refused(text: str) -> tuple[str, str]:
    with pytest.raises(TextRefused) as raised:
        name(text)
    return raised.value.code, str(raised.value)


@pytest.mark.parametrize("text", HONEST)
def test_honest_names_of_any_script_stay_as_they_are(text: str) -> None:
    assert name(text) == text
    assert prose(text) == text


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        (" \u3000\u00a0", ""),
        (" Ada \r\n", "Ada"),
        ("Mu\u0308ller", "Müller"),
        ("\ufeffAda", "Ada"),
        ("Ada\u200b", "Ada"),
        ("Kranken\u00adhaus", "Krankenhaus"),
        ("A\u200dd\u200ca", "Ada"),
        ("A\ufe0f", "A"),
        ("Acme\u200e", "Acme"),
        ("e\u200b\u0301", "é"),
        ("\u05d0\u200f\u200b\u200f\u200f", "\u05d0\u200f"),
        ("\u202a+49 30 1234\u202c", "+49 30 1234"),
        ("\u2068Ada\u2069", "Ada"),
        ("x\ufff9y\ufffaz\ufffb", "xyz"),
        ("🏴\U000e0069\U000e0067\U000e006e\U000e006f\U000e0072\U000e0065\U000e0061\U000e007f", "🏴"),
        ("a\ufe00\ufe01\ufe02", "a"),
        ("❤\ufe0f\ufe0e\ufe0f", "❤\ufe0f"),
    ],
)
def test_a_name_is_stored_in_nfc_without_what_shows_nothing_and_does_nothing(typed: str, stored: str) -> None:
    assert name(typed) == stored


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("a\x1b[2Jb", "control_character", "This contains the control character U+001B."),
        ("a\tb", "control_character", "This contains the control character U+0009."),
        ("a\x7fb", "control_character", "This contains the control character U+007F."),
        ("a\x9bb", "control_character", "This contains the control character U+009B."),
        ("a\0b", "null_characters_not_allowed", "This contains the control character U+0000."),
        ("a\r\nBcc: b", "control_character", "This contains the line break U+000D."),
        ("a\nb", "control_character", "This contains the line break U+000A."),
        ("a\x85b", "control_character", "This contains the line break U+0085."),
        ("a\u2028b", "control_character", "This contains the line break U+2028 LINE SEPARATOR."),
        ("a\ud800", "surrogate_characters_not_allowed", "This contains U+D800, which is not a character."),
        ("a\u0378", "unassigned_character", "This contains U+0378, which is not a character."),
        ("a\uffff", "unassigned_character", "This contains U+FFFF, which is not a character."),
        ("a\U0010fffe", "unassigned_character", "This contains U+10FFFE, which is not a character."),
        ("a" + "\u0323" * 10, "too_many_marks", "This contains more than 8 combining marks in a row."),
        ("a" + "\u0323\u200b" * 10, "too_many_marks", "This contains more than 8 combining marks in a row."),
    ],
)
def test_what_a_name_may_not_have_is_refused_by_its_name(text: str, code: str, message: str) -> None:
    assert refused(text) == (code, message)


@pytest.mark.parametrize("turn", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_a_name_turns_no_direction(turn: str) -> None:
    said = f"This contains U+{ord(turn):04X} {unicodedata.name(turn)}, which turns the direction of text."
    assert refused(f"gnp{turn}.exe") == ("direction_character", said)


@pytest.mark.parametrize(
    "text",
    [
        "\u200b",
        "\u2060\u00ad",
        "\u3164",
        "\u115f\u1160",
        "\uffa0",
        "\u2800\u2800",
        "\u17b4",
        "\u034f",
        "\u180e",
        "\ufe0f",
        "\U000e0041\U000e0042",
        "\U000e0100",
        "\u0301\u0301",
        "\u200d",
        "\u200e\u200f",
        "\u2061\u206f",
        "\U0001d173",
        "\U0001d159",
        "\ufffc",
        " \u200b \u3164 ",
    ],
)
def test_a_text_of_which_nothing_can_be_seen_is_refused(text: str) -> None:
    assert refused(text) == ("invisible", "This contains no visible character.")
    with pytest.raises(TextRefused, match="no visible character"):
        prose(text)


def test_every_character_that_unicode_says_to_ignore_is_no_text_alone() -> None:
    ignored = [0xAD, 0x34F, 0x61C, *range(0x115F, 0x1161), *range(0x17B4, 0x17B6), *range(0x180B, 0x1810)]
    ignored += [*range(0x200B, 0x2010), *range(0x2060, 0x2065), *range(0x206A, 0x2070), 0x3164, 0xFEFF, 0xFFA0]
    ignored += [*range(0xFE00, 0xFE10), *range(0xE0020, 0xE0080), *range(0xE0100, 0xE01F0)]
    assert {refused(chr(point))[0] for point in ignored} == {"invisible"}


def test_prose_has_lines_and_tabs_and_one_kind_of_line_break() -> None:
    assert prose(" a\r\nb\rc\x85d\u2028e\u2029f\n\n\tg ") == "a\nb\nc\nd\ne\nf\n\n\tg"
    assert prose("ä\r\nb\tc") == "ä\nb\tc"
    with pytest.raises(TextRefused, match=r"^This contains the control character U\+001B\.$"):
        prose("a\n\x1b[2J")
    with pytest.raises(TextRefused, match=r"^This contains the control character U\+000C\.$"):
        prose("ä\x0cb")


def test_prose_may_isolate_a_direction_if_it_closes_it_in_its_line() -> None:
    isolated = "a \u2067\u05d0 \u2066b\u2069\u2069 c\n\u202bd\u202c"
    assert prose(isolated) == isolated
    for text in ("a\u2067\u05d0\nb\u2069", "\u202eabc\u202c", "a\u202dbc", "a\u2069", "\u202aa\u2069", "\u2068a\u202c"):
        with pytest.raises(TextRefused, match=r"turns the direction of text|its line doesn't close"):
            prose(text)


@given(st.text(alphabet=st.characters(), max_size=12))
def test_what_is_stored_would_be_stored_as_it_is(text: str) -> None:
    for rule in (name, prose):
        try:
            stored = rule(text)
        except TextRefused:
            continue
        assert rule(stored) == stored
        assert unicodedata.is_normalized("NFC", stored)


@pytest.mark.parametrize(
    ("text", "length"),
    [("\u200b" * 12, 0), ("", 0), ("a b  c", 5), ("a" + " " * 20 + "b", 3), ("a \u2800 b", 3), ("विचार", 5)],
)
def test_only_what_can_be_seen_counts(text: str, length: int) -> None:
    assert visible_length(text) == length


def test_a_name_from_before_the_rule_becomes_one_line() -> None:
    assert one_line("Acme\r\nBcc: all@example.com\x00\u2028\x1b[2J\u202e!") == "Acme Bcc: all@example.com [2J!"


def test_a_search_finds_what_is_stored() -> None:
    assert searched("Mu\u0308ller\u200b") == "Müller"
    assert searched("a\x1bb") == "a\x1bb"


@pytest.mark.parametrize(
    "text",
    [
        "http://evil.example/x",
        "HTTPS://evil.example",
        "www.evil.example",
        "evil.example",
        "ada@evil.example",
        "mailto:ada",
        "ftp://x",
        "evil。example",
        "evil.example:8080/x.y?z=1",
        "http://192.0.2.1",
        "//evil.example",
    ],
)
def test_no_reader_of_mail_makes_a_link_of_a_name(text: str) -> None:
    shown = unlinked(f"Acme {text} GmbH")
    assert shown.replace("\u200b", "") == f"Acme {text} GmbH"
    assert not LINKED.search(shown)


def test_a_name_without_an_address_in_it_is_mailed_as_it_is() -> None:
    for text in ("Dr. Ada Example", "Acme Inc.", "12: Ada", "a / b", "@ home", "…"):
        assert unlinked(text) == text
