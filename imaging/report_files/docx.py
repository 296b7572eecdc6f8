"""DOCX (ECMA-376, part 2): a zip archive whose content types name a word-processing main part, and nothing active."""

import zipfile
from typing import IO, Final

from imaging.report_files.archive import MACRO_WORDS, opened
from imaging.report_files.embedded import look_inside
from imaging.report_files.judged import Judged
from imaging.report_files.package import check_parts, types_in
from imaging.report_files.refusal import MACROS, NotADocument

MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def check_docx(file: IO[bytes], size: int) -> Judged:
    """Raises NotADocument."""
    with opened(file, size) as archive:
        types = _types_in(archive)
        _check_types(types)
        _check_main(archive, types)
        return Judged("docx", has_form=check_parts(archive, look_inside, depth=0))


def _types_in(archive: zipfile.ZipFile) -> dict[str, str]:
    try:
        return types_in(archive)
    except KeyError as wrong:
        raise NotADocument("an archive that is no document") from wrong


def _check_types(types: dict[str, str]) -> None:
    if any(word in kind.lower() for kind in types.values() for word in MACRO_WORDS):
        raise NotADocument("a document with macros", MACROS, "macros or controls")
    if MAIN not in types.values():
        raise NotADocument("an archive that is no word-processing document")


def _check_main(archive: zipfile.ZipFile, types: dict[str, str]) -> None:
    """The main part is there and begins as XML."""
    part = next(name for name, kind in types.items() if kind == MAIN)
    try:
        with archive.open(part.lstrip("/")) as file:
            head = file.read(512)
    except KeyError as wrong:
        raise NotADocument("a document without its main part") from wrong
    if not head.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t\0").startswith(b"<"):
        raise NotADocument("a main part that is no XML")
