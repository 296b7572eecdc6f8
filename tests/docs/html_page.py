"""Reads a page as strictly as html.parser can: what is opened is closed, ids are unique, nothing is inline."""

from collections.abc import Sequence
from functools import cache
from html.parser import HTMLParser
from typing import Final

VOID: Final = {"meta", "link", "input", "br", "wbr", "img", "hr", "rect", "circle", "path"}

Attributes = list[tuple[str, str | None]]


class HtmlPage(HTMLParser):
    """One parsed page. ``problems`` is empty for a sound one."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.problems: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.copied: list[str] = []
        self.headings: list[int] = []
        self.words: list[str] = []
        self._open: list[str] = []
        #: The id of each open element, "" without one, and the words within each id.
        self._within: list[str] = []
        self._named: dict[str, list[str]] = {}
        self.feed(source)
        self.close()
        self._judge()

    @property
    def text(self) -> str:
        """All words of the page, blanks folded."""
        return " ".join("".join(self.words).split())

    def words_of(self, name: str) -> str:
        """The words of the element with this id, blanks and all; "" without one."""
        return "".join(self._named.get(name, []))

    def handle_starttag(self, tag: str, attributes: Attributes) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag not in VOID:
            self._open.append(tag)
            self._within.append(given.get("id", ""))
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given["href"])
        if tag in {"h1", "h2", "h3"}:
            self.headings.append(int(tag[1]))
        if "data-copy" in given:
            self.copied.append(given["data-copy"])
        self._refuse_inline(tag, given)

    def handle_startendtag(self, tag: str, attributes: Attributes) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self._close()

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.problems.append(f"</{tag}> at {self.getpos()} closes {self._open[-1:]}")
        else:
            self._close()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in {"script", "style"} and data.strip():
            self.problems.append(f"inline {self._open[-1]} at {self.getpos()}")
        self.words.append(data)
        for name in self._within:
            self._named.setdefault(name, []).append(data)

    def _close(self) -> None:
        self._open.pop()
        self._within.pop()

    def _refuse_inline(self, tag: str, given: dict[str, str]) -> None:
        inline = [name for name in given if name == "style" or name.startswith("on")]
        if inline or tag == "style" or (tag == "script" and "src" not in given):
            self.problems.append(f"inline {tag} {inline} at {self.getpos()}")

    def _judge(self) -> None:
        self.problems += [f"<{tag}> is never closed" for tag in self._open]
        self.problems += [f"id {name} twice" for name in _twice(self.ids)]
        self.problems += [f"nothing to copy at #{name}" for name in self.copied if name not in self.ids]
        if self.headings[:1] != [1] or self.headings.count(1) != 1:
            self.problems.append(f"the headings are {self.headings}")


def _twice(names: Sequence[str]) -> set[str]:
    return {name for name in names if names.count(name) > 1}


@cache
def read_page(source: str) -> HtmlPage:
    """Return a page. Each is parsed once in a process, because many tests read the same ones."""
    return HtmlPage(source)
