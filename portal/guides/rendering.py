"""Markdown of the guides as HTML in the site's clothes: no inline style, no script, every heading with an address."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.html import escape, strip_tags
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

from errors_docs.highlighting import highlighted_json
from errors_docs.navigation import Heading
from portal.guides.tables import dressed

#: The languages of a sample, in the order of its tabs.
LANGUAGES: Final[Mapping[str, str]] = {"curl": "curl", "python": "Python", "javascript": "JavaScript"}
TITLES: Final[Mapping[str, str]] = {**LANGUAGES, "json": "JSON", "prints": "Prints", "sh": "Shell", "text": "Text"}
_CALL: Final = re.compile(r"<p><code>(GET|POST|PUT|PATCH|DELETE) ([^<]+)</code></p>")


@dataclass(frozen=True)
class Rendered:
    """A page's HTML below its title, and its headings."""

    html: str
    headings: Sequence[Heading]


@dataclass
class _Page:
    """What is counted while one page is made: anchors and samples are numbered where names repeat."""

    anchors: dict[str, int]
    samples: int = 0

    def anchor(self, text: str) -> str:
        """A stable name from the words of a heading; a second heading of the same words gets a number."""
        name = slugify(text.replace(".", "-")) or "section"
        self.anchors[name] = self.anchors.get(name, 0) + 1
        return name if self.anchors[name] == 1 else f"{name}-{self.anchors[name]}"

    def sample(self) -> str:
        """The next sample's id."""
        self.samples += 1
        return f"sample-{self.samples}"


def rendered(markdown: str) -> Rendered:
    """The page of a guide. Its title, the first line, is left to the template."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    page = _Page({})
    tokens = parser.parse(markdown)[3:]
    parts: list[str] = []
    headings: list[Heading] = []
    for is_sample, run in groupby(tokens, key=_is_sample):
        chunk = list(run)
        if is_sample:
            parts.append(_samples(chunk, page))
        else:
            parts.append(_plain(parser, chunk, page, headings))
    return Rendered("".join(parts), headings)


def _is_sample(token: Token) -> bool:
    return token.type == "fence" and token.info in LANGUAGES


def _plain(parser: MarkdownIt, tokens: list[Token], page: _Page, headings: list[Heading]) -> str:
    """Everything but groups of samples. Fences and headings are ours, the rest is the parser's."""
    parts: list[str] = []
    pending: list[Token] = []

    def flush() -> None:
        if pending:
            parts.append(_in_clothes(parser.renderer.render(pending, parser.options, {})))
            pending.clear()

    waiting = iter(tokens)
    for token in waiting:
        if token.type == "fence":
            flush()
            parts.append(_figure(token, page))
        elif token.type == "heading_open":
            flush()
            inline = next(waiting)
            next(waiting)
            parts.append(_heading(parser, int(token.tag[1]), inline, page, headings))
        else:
            pending.append(token)
    flush()
    return "".join(parts)


def _in_clothes(html: str) -> str:
    """Tables in the site's clothes, and a lone ``POST /path`` set as a call."""
    return _CALL.sub(_call, dressed(html))


def _call(found: "re.Match[str]") -> str:
    method, path = found[1], found[2]
    return f'<p class="call"><span class="method method-{method.lower()}">{method}</span> <code>{path}</code></p>'


def _heading(parser: MarkdownIt, level: int, inline: Token, page: _Page, headings: list[Heading]) -> str:
    inner = parser.renderer.render([inline], parser.options, {})
    text = strip_tags(inner)
    anchor = page.anchor(text)
    headings.append(Heading(level, anchor, text))
    link = render_to_string("docs/anchor.html", {"to": anchor, "name": text}).strip()
    return f'<h{level} id="{anchor}">{inner} {link}</h{level}>\n'


def _samples(tokens: list[Token], page: _Page) -> str:
    """The languages of one sample side by side: without JavaScript one below the other."""
    shown = [_sample_context(token, page) for token in tokens]
    return render_to_string("docs/samples.html", {"samples": shown})


def _figure(token: Token, page: _Page) -> str:
    return render_to_string("docs/figure.html", _sample_context(token, page))


def _sample_context(token: Token, page: _Page) -> dict[str, Any]:
    language = token.info
    source = token.content.rstrip("\n")
    return {
        "id": page.sample(),
        "language": language,
        "title": TITLES.get(language, language),
        "source": highlighted_json(source) if language in ("json", "prints") else escape(source),
        "has_tabs": language in LANGUAGES,
    }
