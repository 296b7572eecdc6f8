"""The languages of error pages and of ``error.message``. Codes, names of fields and numbers are the same in all.

A translation belongs to its English sentence: whoever changes the sentence has to translate it anew, and a test says
so. What isn't translated is shown in English, marked as such.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True)
class Language:
    """One language: its code (BCP 47), its own name, and the direction that it is written in."""

    code: str
    name: str
    direction: str = "ltr"


ENGLISH: Final = Language("en", "English")
LANGUAGES: Final[Mapping[str, Language]] = {
    language.code: language
    for language in (ENGLISH, Language("de", "Deutsch"), Language("es", "Español"), Language("ar", "العربية", "rtl"))
}

_CATALOGUES: Final[Mapping[str, Mapping[str, str]]] = {
    code: json.loads((Path(__file__).parent / f"{code}.json").read_text(encoding="utf-8"))
    for code in LANGUAGES
    if code != ENGLISH.code
}
_RANGE: Final = re.compile(
    r"\s*(?P<tag>\*|[a-z]{1,8})(?:-[a-z0-9]{1,8})*\s*(?:;\s*q=(?P<weight>[01](?:\.\d{0,3})?))?\s*", re.IGNORECASE
)
#: A header of more than so many wishes is nobody's.
MOST_WISHES: Final = 20


@dataclass(frozen=True)
class Reading:
    """How a page about errors is read: in which language, and whether the address says so or the reader's browser."""

    language: Language = ENGLISH
    is_chosen: bool = False

    def path(self, path: str) -> str:
        """The address of another page about errors, so that a chosen language stays chosen: /docs/de/partner/errors."""
        return path.replace("/docs/", f"/docs/{self.language.code}/", 1) if self.is_chosen else path


@dataclass(frozen=True)
class Translated:
    """A text and the language that it is really in: English where there is no translation."""

    text: str
    language: Language


def translated(text: str, language: Language) -> Translated:
    """The sentence in a language, or as it is."""
    found = _CATALOGUES.get(language.code, {}).get(text)
    return Translated(text, ENGLISH) if found is None else Translated(found, language)


def sentences(code: str) -> Mapping[str, str]:
    """Everything that is translated into a language, by the English sentence."""
    return _CATALOGUES[code]


def preferred(accept_language: str) -> Language:
    """The best of our languages for an Accept-Language header (RFC 9110, 12.5.4), English if none is wished."""
    wishes: dict[str, float] = {}
    for part in accept_language.split(",")[:MOST_WISHES]:
        if found := _RANGE.fullmatch(part):
            wishes.setdefault(found["tag"].lower(), float(found["weight"] or 1))
    anything = wishes.pop("*", 0.0)
    weights = {code: wishes.get(code, anything if code == ENGLISH.code else 0.0) for code in LANGUAGES}
    # Of languages that are wished alike, the one that was named first.
    order = [*wishes, *LANGUAGES]
    best = max(weights, key=lambda code: (weights[code], -order.index(code)))
    return LANGUAGES[best] if weights[best] > 0 else ENGLISH
