"""Zip archives that documents are: whole, of bounded size, and with one meaning for every reader."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

from imaging.report_files.refusal import ENCRYPTED, MACROS, TOO_COMPLEX, UNREADABLE, NotADocument

MOST_MEMBERS: Final = 2000
#: Unpacked: of all members, and in relation to what is packed.
LARGEST_UNPACKED: Final = 250 * 1024 * 1024
LARGEST_RATIO: Final = 200
#: A directory of so many members is some hundred kilobytes; a larger one isn't read.
LARGEST_DIRECTORY: Final = 2 * 1024 * 1024
END_RECORD: Final = 22
#: Before it, in an archive too large for it: where the larger record is that some readers take, and others don't.
LOCATOR: Final = 20
LOCATOR_MAGIC: Final = b"PK\x06\x07"
LONGEST_COMMENT: Final = 65_535
MACRO_WORDS: Final = ("vbaproject", "vbadata", "macroenabled", "activex")
STORED_OR_DEFLATED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
    UnicodeError,
)


@contextmanager
def opened(file: IO[bytes], size: int) -> Iterator[zipfile.ZipFile]:
    """Open an archive whose members are judged by name and size. Raises NotADocument, also for what breaks later."""
    _refuse_large_directory(file, size)
    try:
        with zipfile.ZipFile(file) as archive:
            _check_members(archive, size)
            yield archive
    except BROKEN as wrong:
        raise NotADocument("an archive that can't be read", UNREADABLE, "a damaged archive") from wrong


def _refuse_large_directory(file: IO[bytes], size: int) -> None:
    """zipfile reads the whole directory into objects, however large it says that it is."""
    file.seek(max(0, size - LOCATOR - END_RECORD - LONGEST_COMMENT))
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + END_RECORD:
        raise NotADocument("an archive without its end")
    if int.from_bytes(tail[place + 20 : place + 22], "little") != len(tail) - place - END_RECORD:
        raise NotADocument("an archive with something appended")
    if LOCATOR_MAGIC in tail[max(0, place - LOCATOR) : place]:
        raise NotADocument("an archive with two directories")
    members = int.from_bytes(tail[place + 10 : place + 12], "little")
    directory = int.from_bytes(tail[place + 12 : place + 16], "little")
    start = int.from_bytes(tail[place + 16 : place + 20], "little")
    if members > MOST_MEMBERS or directory > LARGEST_DIRECTORY:
        raise NotADocument("an archive of too many members", TOO_COMPLEX, "too many parts")
    if start + directory != size - len(tail) + place:
        raise NotADocument("an archive that begins inside of another file")
    file.seek(0)


def _check_members(archive: zipfile.ZipFile, size: int) -> None:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise NotADocument("an archive of too many members", TOO_COMPLEX, "too many parts")
    names = [member.filename for member in members]
    if len({name.lower() for name in names}) != len(names):
        raise NotADocument("an archive with two members of one name")
    for member in members:
        _check_member(member)
    unpacked = sum(member.file_size for member in members)
    if unpacked > LARGEST_UNPACKED or unpacked > LARGEST_RATIO * size:
        raise NotADocument("an archive that unpacks to far more than it is", TOO_COMPLEX, "far more than its size")


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.filename
    if name.startswith(("/", "\\")) or "\\" in name or ":" in name or ".." in name.split("/"):
        raise NotADocument("a member whose name leads out of the archive")
    if any(word in name.lower() for word in MACRO_WORDS):
        raise NotADocument("a document with macros", MACROS, "macros or controls")
    if member.flag_bits & 1 or member.compress_type not in STORED_OR_DEFLATED:
        raise NotADocument("a member that is encrypted or packed in an unusual way", ENCRYPTED, "an encrypted part")
    if member.file_size > LARGEST_RATIO * max(member.compress_size, 1024):
        raise NotADocument("a member that unpacks to far more than it is", TOO_COMPLEX, "far more than its size")
