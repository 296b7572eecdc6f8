"""Word's fields: some load what is elsewhere, or start another program, when a document is opened."""

import re
from typing import Final

from imaging.report_files.refusal import ACTIVE, EXTERNAL, NotADocument

#: Fields that start a program, and those that load something; a hyperlink waits for a click.
STARTS: Final = frozenset({"DDE", "DDEAUTO"})
LOADS: Final = frozenset({"INCLUDETEXT", "INCLUDEPICTURE", "INCLUDE", "IMPORT", "LINK", "DATABASE", "EMBED"})
WORD: Final = re.compile(r"[\s\"\\]*([A-Za-z]+)")
#: In DOC a character marks the beginning of a field; one without an end counts, too.
MARKED: Final = re.compile("\x13" + WORD.pattern)
#: What may come before the word, however much of it.
BEFORE_WORD: Final = re.compile(r"[\s\"\\]+")
#: Of an instruction, from its word on: no word that counts is longer.
KEPT: Final = 4000


def refuse_field(instruction: str) -> None:
    """Raise NotADocument for the instruction of a field that does something by itself."""
    if word := WORD.match(instruction):
        _refuse_name(word[1].upper())


def _refuse_name(name: str) -> None:
    if name in STARTS:
        raise NotADocument("a field that starts a program", ACTIVE, f"the field {name}")
    if name in LOADS:
        raise NotADocument("a field that loads something", EXTERNAL, f"the field {name}")


def refuse_fields_in(text: str) -> None:
    """Raise NotADocument for such a field in the text of a DOC."""
    for found in MARKED.finditer(text):
        _refuse_name(found[1].upper())


class OpenFields:
    """The fields of one part of a DOCX while it is read: each instruction may be split into many runs."""

    def __init__(self) -> None:
        self._open: list[str | None] = []

    def mark(self, kind: str) -> None:
        """Take a w:fldChar. Raises NotADocument."""
        if kind == "begin":
            self._refuse_made_instruction()
            self._open.append("")
        elif kind == "separate" and self._open:
            self._judge()
        elif kind == "end" and self._open:
            self._judge()
            self._open.pop()

    def text(self, piece: str) -> None:
        """Take a piece of a w:instrText."""
        if self._open and self._open[-1] is not None:
            kept = self._open[-1] + piece[:KEPT] if self._open[-1] else _from_word(piece)
            self._open[-1] = kept[:KEPT]

    def finish(self) -> None:
        """Judge what is still open at the end of the part. Raises NotADocument."""
        for instruction in self._open:
            refuse_field(instruction or "")

    def _judge(self) -> None:
        instruction = self._open[-1]
        if instruction is not None:
            refuse_field(instruction)
        self._open[-1] = None

    def _refuse_made_instruction(self) -> None:
        """An instruction that begins with another field gets its name from what that one makes of characters."""
        if self._open and self._open[-1] is not None and not self._open[-1].strip():
            raise NotADocument("a field whose instruction is made by another", ACTIVE, "a field inside of a field")


def _from_word(piece: str) -> str:
    blanks = BEFORE_WORD.match(piece)
    return piece[blanks.end() :] if blanks else piece
