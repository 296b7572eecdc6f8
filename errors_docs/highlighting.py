"""JSON set for reading: names, texts, numbers and literals each in a span that the style sheet colours."""

import re
from typing import Final

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

_TOKEN: Final = re.compile(
    r'(?P<text>"(?:\\.|[^"\\])*")(?P<colon>\s*:)?|(?P<number>-?\d[\d.eE+-]*)|(?P<literal>true|false|null)'
)


def highlighted_json(source: str) -> SafeString:
    """HTML for a JSON text; the text itself is unchanged, so that it copies as it is."""
    parts: list[str] = []
    end = 0
    for token in _TOKEN.finditer(source):
        parts += [escape(source[end : token.start()]), _span(token)]
        end = token.end()
    return mark_safe("".join([*parts, escape(source[end:])]))  # noqa: S308  # every part was escaped above


def _span(token: "re.Match[str]") -> SafeString:
    if token["text"] is None:
        return format_html('<span class="j-{}">{}</span>', "number" if token["number"] else "literal", token[0])
    kind = "name" if token["colon"] else "text"
    return format_html('<span class="j-{}">{}</span>{}', kind, token["text"], token["colon"] or "")
