"""The form of text that people type: names of one line, and prose of several.

Both are stored in NFC and without the characters that neither show nor change anything where they are. What makes a
text look like another one is refused: control characters, a turned direction, piles of combining marks, and a text of
which nothing can be seen. Which characters these are follows from the properties that Unicode gives them.
"""

import re
import unicodedata
from typing import Final

import regex

#: Combining marks on one character, after NFC: Tibetan, and Hebrew with its accents, need five.
MOST_MARKS: Final = 8

#: Symbols that are drawn as nothing: Unicode has no property for them.
_DRAWN_EMPTY: Final = "\u2800\U0001d159\ufffc"
#: The ends of an annotation are format characters that show nothing, but not among those to be ignored.
_SHOWS_NOTHING: Final = r"\p{Default_Ignorable_Code_Point}\ufff9-\ufffb"
#: Letters that neither join nor have variants.
_PLAIN_LETTER: Final = r"[\p{Latin}\p{Greek}\p{Cyrillic}\p{Armenian}\p{Georgian}]"
_MARKS_OF_DIRECTION: Final = r"\u200e\u200f\u061c"
_OPENS_EMBEDDING: Final = "\u202a\u202b"
_OPENS_ISOLATE: Final = "\u2066\u2067\u2068"
_CLOSES: Final = {"\u202c": _OPENS_EMBEDDING, "\u2069": _OPENS_ISOLATE}


def _compiled(pattern: str) -> "regex.Pattern[str]":
    return regex.compile(pattern, flags=regex.VERSION1)


#: A pair round the whole text, as address books copy numbers, does nothing.
_WRAPPED: Final = _compiled(rf"[{_OPENS_EMBEDDING}](?P<inner>.*)\u202c|[{_OPENS_ISOLATE}](?P<inner>.*)\u2069")
_NEW_LINE: Final = re.compile("\r\n|[\r\x85\u2028\u2029]")
_PLAIN_PROSE: Final = re.compile("[\n\t -~]*")
_NO_CHARACTER: Final = _compiled(r"[\p{Cs}\p{Cn}]")
_NOT_IN_NAMES: Final = _compiled(r"[\p{Cc}\u2028\u2029]")
_NOT_IN_PROSE: Final = _compiled(r"[\p{Cc}--[\n\t]]")
_TURNS: Final = _compiled(rf"[\p{{Bidi_Control}}--[{_MARKS_OF_DIRECTION}]]")
_MARKS: Final = _compiled(rf"(?P<first>[{_MARKS_OF_DIRECTION}])[{_MARKS_OF_DIRECTION}]*")
_TOO_MANY_MARKS: Final = _compiled(rf"\p{{M}}{{{MOST_MARKS + 1}}}")
_RIGHT_TO_LEFT: Final = _compiled(rf"[[\p{{Bidi_Class=R}}\p{{Bidi_Class=AL}}]--[{_SHOWS_NOTHING}]]")
_UNSEEN: Final = _compiled(rf"[{_SHOWS_NOTHING}{_DRAWN_EMPTY}\p{{Cc}}]")
_SEEN: Final = _compiled(rf"[^{_SHOWS_NOTHING}{_DRAWN_EMPTY}\p{{Cc}}\p{{Z}}\p{{M}}]")
#: Characters that show nothing. Those in the group do something where they are: they spell a flag, choose a variant,
#: join letters or pictures, separate a Mongolian vowel, or belong to a direction.
_SHOWING_NOTHING: Final = _compiled(
    r"(?P<works>\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
    rf"|(?<=[^{_SHOWS_NOTHING}\p{{Z}}\p{{Cc}}])(?<!{_PLAIN_LETTER})\p{{Variation_Selector}}"
    rf"|(?<=[[\p{{L}}\p{{M}}]--[{_SHOWS_NOTHING}]]|[\p{{Extended_Pictographic}}\p{{Emoji_Modifier}}]\ufe0f?)"
    rf"(?<!{_PLAIN_LETTER})[\u200c\u200d]"
    rf"|(?<=[\p{{Mongolian}}--[{_SHOWS_NOTHING}]])\u180e"
    r"|\p{Bidi_Control})"
    rf"|[{_SHOWS_NOTHING}]"
)
#: Between characters that are no blanks: what makes an address of them for the readers of mail.
_LINKS: Final = re.compile(r"(?<=\S)[.:@\u3002\uff0e\uff61]+(?=\S)")
_ZERO_WIDTH_SPACE: Final = "\u200b"


class TextRefused(ValueError):
    """The text can't be stored as it is. ``str`` is a sentence for the writer, ``code`` names the rule."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


def name(text: str) -> str:
    """Return a name, or another text of one line, as it is stored; blanks alone become "". Raises TextRefused."""
    stripped = text.strip()
    if stripped.isascii() and stripped.isprintable():
        return stripped
    if wrapped := _WRAPPED.fullmatch(stripped):
        stripped = wrapped["inner"].strip()
    _refuse_characters(stripped, _NOT_IN_NAMES)
    if turn := _TURNS.search(stripped):
        raise TextRefused(f"This contains {_named(turn[0])}, which turns the direction of text.", "direction_character")
    return _stored(stripped)


def prose(text: str) -> str:
    r"""Return a text of several lines, separated by \n, as it is stored. Raises TextRefused."""
    stripped = _NEW_LINE.sub("\n", text).strip()
    if _PLAIN_PROSE.fullmatch(stripped):
        return stripped
    _refuse_characters(stripped, _NOT_IN_PROSE)
    for line in stripped.splitlines():
        _refuse_turned(line)
    return _stored(stripped)


def searched(part: str) -> str:
    """Return a name or a part of one as the stored names contain it."""
    try:
        return name(part)
    except TextRefused:
        return part


def visible_length(text: str) -> int:
    """Count the characters that can be seen; blanks between two of them count as one."""
    return len(" ".join(_UNSEEN.sub("", text).split()))


def is_far_longer(text: str, longest: int | None) -> bool:
    """Tell whether a text is so long that it need not be looked at: stored, it would still be too long.

    Four characters become one at the most in NFC. What shows nothing may be left out oneself.
    """
    return longest is not None and len(text) > 4 * longest


def one_line(text: str) -> str:
    """Return a text, whatever it has, as one line that turns no direction: for what was stored before the rule."""
    return " ".join(_NOT_IN_NAMES.sub(" ", _TURNS.sub("", text)).split())


def unlinked(text: str) -> str:
    """Return a text for a mail, in which no reader of mail finds an address to make a link of.

    A zero width space goes round what joins the parts of an address. It shows nothing, and breaks every address.
    """
    return _LINKS.sub(rf"{_ZERO_WIDTH_SPACE}\g<0>{_ZERO_WIDTH_SPACE}", text)


def _refuse_characters(text: str, refused: "regex.Pattern[str]") -> None:
    if missing := _NO_CHARACTER.search(text):
        surrogate = "\ud800" <= missing[0] <= "\udfff"
        code = "surrogate_characters_not_allowed" if surrogate else "unassigned_character"
        raise TextRefused(f"This contains {_named(missing[0])}, which is not a character.", code)
    if control := refused.search(text):
        code = "null_characters_not_allowed" if control[0] == "\0" else "control_character"
        kind = "line break" if control[0] in "\n\r\x85\u2028\u2029" else "control character"
        raise TextRefused(f"This contains the {kind} {_named(control[0])}.", code)


def _refuse_turned(line: str) -> None:
    """Refuse overrides, and embeddings and isolates that are not closed in their line."""
    open_turns: list[str] = []
    for turn in _TURNS.findall(line):
        if turn in _OPENS_EMBEDDING + _OPENS_ISOLATE:
            open_turns.append(turn)
        elif not open_turns or open_turns.pop() not in _CLOSES.get(turn, ""):
            raise TextRefused(
                f"This contains {_named(turn)}, which turns the direction of text.", "direction_character"
            )
    if open_turns:
        raise TextRefused(
            f"This contains {_named(open_turns[0])}, which its line doesn't close.", "direction_character"
        )


def _stored(text: str) -> str:
    """Return the text in NFC, without what does nothing in it. Raises TextRefused if nothing else is in it."""
    # Of marks of direction one in a row is enough, and text from left to right needs none.
    marks = r"\g<first>" if _RIGHT_TO_LEFT.search(text) else ""
    kept = _working(_working(_MARKS.sub(marks, unicodedata.normalize("NFC", text))))
    stored = _MARKS.sub(marks, kept).strip()
    if _TOO_MANY_MARKS.search(stored):
        raise TextRefused(f"This contains more than {MOST_MARKS} combining marks in a row.", "too_many_marks")
    if text and not _SEEN.search(stored):
        raise TextRefused("This contains no visible character.", "invisible")
    return stored


def _working(text: str) -> str:
    """Drop what does nothing. A letter and its mark that it kept apart become one, and may need another look."""
    return unicodedata.normalize("NFC", _SHOWING_NOTHING.sub(lambda found: found["works"] or "", text))


def _named(character: str) -> str:
    """Return a character as U+202E RIGHT-TO-LEFT OVERRIDE; control characters have no name."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()
