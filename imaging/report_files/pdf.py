"""PDF (ISO 32000-1, 7.5): a header at the very beginning, a cross-reference that is where the trailer says, an end."""

import re
from typing import IO, Final

from imaging.report_files.embedded import look_inside
from imaging.report_files.judged import Judged
from imaging.report_files.pdf_objects import check_objects
from imaging.report_files.refusal import NotADocument

HEADER: Final = re.compile(rb"%PDF-(?:1\.[0-7]|2\.0)[\r\n \t]")
END: Final = re.compile(rb"startxref[\r\n \t]+(\d{1,12})[\r\n \t]+%%EOF[\r\n \t\0]*\Z")
#: Of the end of the file, in which the trailer must be.
TAIL_BYTES: Final = 2048
#: At a cross-reference: the word of a table, or the object of a stream.
REFERENCE: Final = re.compile(rb"[\r\n \t]*(?:xref|\d{1,10}[\r\n \t]+\d{1,5}[\r\n \t]+obj)\b")
#: Magic of archives and programs that would be appended to make a file be two things.
ARCHIVE_END: Final = b"PK\x05\x06"


def check_pdf(file: IO[bytes], size: int) -> Judged:
    """Raises NotADocument."""
    _check_frame(file, size)
    file.seek(0)
    return Judged("pdf", has_form=check_objects(file.read(), look_inside, depth=0))


def _check_frame(file: IO[bytes], size: int) -> None:
    if not HEADER.match(file.read(16)):
        raise NotADocument("a PDF header without a version that exists")
    file.seek(max(0, size - TAIL_BYTES))
    tail = file.read(TAIL_BYTES)
    end = END.search(tail)
    if end is None:
        raise NotADocument("a PDF without its end: it was cut off, or something was appended")
    position = int(end[1])
    if position >= size:
        raise NotADocument("a PDF whose cross-reference lies outside of it")
    file.seek(position)
    if not REFERENCE.match(file.read(64)):
        raise NotADocument("a PDF whose cross-reference is not where it says")
    if _is_archive_too(file, size):
        raise NotADocument("a PDF that is an archive, too")


def _is_archive_too(file: IO[bytes], size: int) -> bool:
    """An archive's directory is found from the end of a file: its record lies within the last 64 KB and 22 bytes."""
    file.seek(max(0, size - 65_557))
    tail = file.read(65_557)
    place = tail.rfind(ARCHIVE_END)
    if place < 0 or len(tail) < place + 22:
        return False
    # The record's comment must reach to the end exactly: by chance four bytes are found, twenty-two aren't.
    return int.from_bytes(tail[place + 20 : place + 22], "little") == len(tail) - place - 22
