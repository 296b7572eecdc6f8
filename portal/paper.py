"""A PDF that takes text in any script, its letters joined and its words in the order in which they are read.

Plain text is set in Noto Sans, whose figures all have one width. Text with anything else in it is shaped and set in
FiraGO, which adds Arabic, Hebrew, Devanagari, Thai and Georgian. What FiraGO lacks, too, is printed as a box.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

import pymupdf_fonts
from fpdf import FPDF
from fpdf.bidi import BidiParagraph, auto_detect_base_direction
from fpdf.enums import Align, TextDirection
from fpdf.fonts import TTFFont
from fpdf.line_break import Fragment

PLAIN: Final = "notosans"
SHAPED: Final = "firago"
#: What the package of the fonts calls them, by family and style.
FONTS: Final = {PLAIN: "notos", f"{PLAIN}B": "notosbo", SHAPED: "figo", f"{SHAPED}B": "figbo"}
BOX: Final = "\N{WHITE VERTICAL RECTANGLE}"
#: The categories of marks and of invisible characters: where a font lacks them, no box need say so.
ATTACHED: Final = ("Mn", "Me", "Cf")
UNPLAIN: Final = (*ATTACHED, "Cc")
#: Stands for the number of pages until it is known, in three letters that no name has: they are nobody's.
PAGES: Final = "\ue000" * 3


class Paper(FPDF):
    """A4. Until the output, ``folder`` holds the fonts in use: fpdf2 reads files, and their package has none."""

    def __init__(self, folder: Path) -> None:
        super().__init__(format="A4")
        self.folder = folder
        self.c_margin = 0
        self.alias_nb_pages(PAGES)
        self._widths: dict[tuple[str, str, float, str], float] = {}
        self.face()
        self._plain = {code for code in self._letters if unicodedata.category(chr(code)) not in UNPLAIN}

    def face(self, style: str = "", size: float = 9) -> None:
        """How what follows is set: "B" is bold, and the size is in points."""
        self._choose(PLAIN, style, size)

    def put(self, width: float, height: float, text: str, align: Align = Align.L) -> None:
        """One line, to the right of what was put before."""
        with self._set_for(text) as settable:
            self.cell(width, height, settable, align=align)

    def put_lines(self, width: float, height: float, lines: Sequence[str]) -> None:
        """What lines_of made of one text, below each other; all of them run in the direction of its first letter."""
        left, top = self.x, self.y
        with self._set_for(" ".join(lines)):
            for number, line in enumerate(lines):
                self.set_xy(left, top + number * height)
                self.cell(width, height, line)
        self.set_xy(left + width, top)

    def lines_of(self, text: str, width: float) -> list[str]:
        """The text in lines of at most that width, broken between words, or within one that has no room on a line."""
        lines = [""]
        with self._set_for(text) as settable:
            room, space = width, 0.0
            for piece in self._pieces(settable, width):
                taken = self._width(piece)
                if space + taken > room:
                    lines, room, space = [*lines, ""], width, 0.0
                lines[-1] += f" {piece}" if space else piece
                room, space = room - space - taken, self._width(" ")
        return lines

    def _pieces(self, text: str, width: float) -> Iterator[str]:
        for word in text.split():
            if self._width(word) <= width:
                yield word
            else:
                yield from self._broken(word, width)

    def _width(self, word: str) -> float:
        """Kept, because the lines of a statement say much the same."""
        key = (self.font_family, self.font_style, self.font_size_pt, word)
        if key not in self._widths:
            self._widths[key] = self.get_string_width(word)
        return self._widths[key]

    def _broken(self, word: str, width: float) -> Iterator[str]:
        """Counts the widths of unjoined letters, which are the wider ones."""
        piece, taken = "", 0.0
        for letter in word:
            more = self.font_size * self._letters[ord(letter)] / 1000
            if taken + more > width and unicodedata.category(letter) not in ATTACHED:
                yield piece
                piece, taken = "", 0.0
            piece, taken = piece + letter, taken + more
        yield piece

    @contextmanager
    def _set_for(self, text: str) -> Iterator[str]:
        """Chooses how to set the text, and gives it with a box for each letter that neither font has."""
        text = unicodedata.normalize("NFC", " ".join(text.split()))
        if self._plain.issuperset(map(ord, text)):
            yield text
            return
        style, size = self.font_style, self.font_size_pt
        self._choose(SHAPED, style, size)
        self.set_text_shaping(direction=auto_detect_base_direction(text))
        yield "".join(self._covered(text))
        self.set_text_shaping(False)
        self._choose(PLAIN, style, size)

    def _covered(self, text: str) -> Iterator[str]:
        for letter in text:
            if ord(letter) in self._letters:
                yield letter
            elif unicodedata.category(letter) not in ATTACHED:
                yield BOX

    @property
    def _letters(self) -> Mapping[int, float]:
        """How wide each letter of the font is, in thousandths of its size."""
        assert isinstance(self.current_font, TTFFont)
        return self.current_font.cw

    def _choose(self, family: str, style: str, size: float) -> None:
        font = f"{family}{style}"
        if font not in self.fonts:
            file = self.folder / f"{font}.ttf"
            file.write_bytes(pymupdf_fonts.myfont(FONTS[font]))  # type: ignore[no-untyped-call]  # it has no types
            self.add_font(family, style, file)
        self.set_font(family, style, size)

    def _preload_bidirectional_text(self, text: str, markdown: bool) -> Sequence[Fragment]:
        """Without this, fpdf2 tears a word at each vowel sign, and misplaces what surrounds a number."""
        if not self.text_shaping:
            return super()._preload_bidirectional_text(text, markdown)
        return tuple(self._runs(text, self.text_shaping))

    def _runs(self, text: str, shaping: dict[str, Any]) -> Iterator[Fragment]:
        """Its parts of one direction, in the order of the eye; the letters of each in the order of reading."""
        letters = BidiParagraph(text, shaping["direction"], preserve_bn_chars=True).get_reordered_characters()
        for level, group in groupby(letters, key=attrgetter("embedding_level")):
            run = "".join(letter.character for letter in group)
            backwards = level % 2 == 1
            direction = TextDirection.RTL if backwards else TextDirection.LTR
            state = self._get_current_graphics_state()
            state.text_shaping = {**shaping, "fragment_direction": direction, "paragraph_direction": TextDirection.LTR}
            yield Fragment(run[::-1] if backwards else run, state, self.k)
