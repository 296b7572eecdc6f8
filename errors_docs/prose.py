"""The catalogue's plain sentences as HTML: what stands in backticks is set as code, and a code links to its page."""

import re
from typing import Final

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from errors_docs.catalogues import catalogue_for
from errors_docs.languages import Reading
from errors_docs.surfaces import Surface

READING: Final = Reading()
_CODE: Final = re.compile(r"`([^`]+)`")
#: Behind an underscore, a dot or a slash, and before a capital: INSUFFICIENT_|CREDITS, addOns.|hot|Storage|Units.
_WORD_END: Final = re.compile(r"(?<=[_./])(?=\w)|(?<=[a-z])(?=[A-Z])")


def prose(text: str, surface: Surface | None = None, current: str = "", reading: Reading = READING) -> SafeString:
    """HTML for a sentence. Codes of the surface become links, but for the one whose page is being read."""
    parts = _CODE.split(text)
    plain = [escape(part) for part in parts[::2]]
    coded = [_code(word, surface, current, reading) for word in parts[1::2]] + [mark_safe("")]
    return mark_safe("".join(word for pair in zip(plain, coded, strict=True) for word in pair))  # noqa: S308  # all escaped


def with_breaks(html: str) -> str:
    """A name, already escaped, that may be broken where its words end."""
    return _WORD_END.sub("<wbr>", html)


def _code(word: str, surface: Surface | None, current: str, reading: Reading) -> SafeString:
    if surface is None or word == current or catalogue_for(surface).get(word) is None:
        return format_html("<code>{}</code>", word)
    return format_html('<a href="{}"><code>{}</code></a>', reading.path(surface.error_url(word)), word)
