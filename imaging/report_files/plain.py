"""Plain text: UTF-8, or UTF-16 with its mark, without control characters, and not markup or a script for a browser."""

import codecs
import re
from typing import IO, Final

from imaging.report_files.judged import Judged
from imaging.report_files.refusal import NotADocument

PIECE_BYTES: Final = 256 * 1024
#: Tab, line feed, form feed, carriage return; everything else below the blank is no text.
CONTROLS: Final = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f\x80-\x84\x86-\x9f]")
#: How documents begin that a program runs or shows as something else.
MARKUP: Final = re.compile(
    r"\s*(?:<(?:!|\?|html|head|body|script|svg|iframe|img|style|table|div|p|a|meta|link|object|embed|form|xml)\b"
    r"|<[!?]|\{\\rtf|%!PS|%PDF-|#!|MZ|\x7fELF|From: .*\nMIME-Version)",
    re.IGNORECASE,
)
#: Anywhere in it: a text that is a page, however it begins.
ACTIVE: Final = re.compile(r"<\s*(?:script|iframe|html|svg|object|embed)\b", re.IGNORECASE)
OVERLAP: Final = 16
MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def check_text(file: IO[bytes]) -> Judged:
    """Raises NotADocument."""
    head = file.read(3)
    mark, encoding = next(((mark, name) for mark, name in MARKS if head.startswith(mark)), (b"", "utf-8"))
    file.seek(len(mark))
    decoder = codecs.getincrementaldecoder(encoding)()
    before, is_blank = "", True
    try:
        while piece := file.read(PIECE_BYTES):
            text = decoder.decode(piece)
            _check(before, text, at_start=not before)
            before, is_blank = text[-OVERLAP:] or before, is_blank and not text.strip()
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as wrong:
        raise NotADocument("neither UTF-8 nor UTF-16 with its mark") from wrong
    if is_blank:
        raise NotADocument("a text without a word")
    return Judged("txt")


def _check(before: str, text: str, *, at_start: bool) -> None:
    if CONTROLS.search(text):
        raise NotADocument("a text with control characters")
    if at_start and MARKUP.match(text):
        raise NotADocument("markup or a script")
    if ACTIVE.search(before + text):
        raise NotADocument("markup or a script")
