"""DOCX (ECMA-376, part 2): a zip archive whose content types name a word-processing main part, and no macros."""

import zipfile
import zlib
from typing import IO, Final
from xml.etree.ElementTree import ParseError, fromstring

from imaging.report_files.refusal import NotADocument

MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES: Final = "[Content_Types].xml"
MOST_MEMBERS: Final = 2000
#: Unpacked: of all members, of the content types, and in relation to what is packed.
LARGEST_UNPACKED: Final = 250 * 1024 * 1024
LARGEST_TYPES: Final = 1024 * 1024
LARGEST_RATIO: Final = 200
#: A directory of so many members is some hundred kilobytes; a larger one isn't read.
LARGEST_DIRECTORY: Final = 2 * 1024 * 1024
END_RECORD: Final = 22
LONGEST_COMMENT: Final = 65_535
MACROS: Final = ("vbaproject", "vbadata", "macroenabled", "activex")
STORED_OR_DEFLATED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def check_docx(file: IO[bytes], size: int) -> None:
    """Raises NotADocument."""
    _refuse_large_directory(file, size)
    try:
        with zipfile.ZipFile(file) as archive:
            _check_members(archive, size)
            types = _types_in(archive)
            _check_types(types)
            _check_main(archive, types)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as wrong:
        raise NotADocument("an archive that can't be read") from wrong


def _refuse_large_directory(file: IO[bytes], size: int) -> None:
    """zipfile reads the whole directory into objects, however large it says that it is."""
    file.seek(max(0, size - END_RECORD - LONGEST_COMMENT))
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + END_RECORD:
        raise NotADocument("an archive without its end")
    if int.from_bytes(tail[place + 20 : place + 22], "little") != len(tail) - place - END_RECORD:
        raise NotADocument("an archive with something appended")
    members = int.from_bytes(tail[place + 10 : place + 12], "little")
    directory = int.from_bytes(tail[place + 12 : place + 16], "little")
    start = int.from_bytes(tail[place + 16 : place + 20], "little")
    if members > MOST_MEMBERS or directory > LARGEST_DIRECTORY:
        raise NotADocument("an archive of too many members")
    if start + directory != size - len(tail) + place:
        raise NotADocument("an archive that begins inside of another file")
    file.seek(0)


def _check_members(archive: zipfile.ZipFile, size: int) -> None:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise NotADocument("an archive of too many members")
    names = [member.filename for member in members]
    if len({name.lower() for name in names}) != len(names):
        raise NotADocument("an archive with two members of one name")
    for member in members:
        _check_member(member)
    unpacked = sum(member.file_size for member in members)
    if unpacked > LARGEST_UNPACKED or unpacked > LARGEST_RATIO * size:
        raise NotADocument("an archive that unpacks to far more than it is")


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.filename
    if name.startswith(("/", "\\")) or "\\" in name or ":" in name or ".." in name.split("/"):
        raise NotADocument("a member whose name leads out of the archive")
    if any(word in name.lower() for word in MACROS):
        raise NotADocument("a document with macros")
    if member.flag_bits & 1 or member.compress_type not in STORED_OR_DEFLATED:
        raise NotADocument("a member that is encrypted or packed in an unusual way")
    if member.file_size > LARGEST_RATIO * max(member.compress_size, 1024):
        raise NotADocument("a member that unpacks to far more than it is")


def _types_in(archive: zipfile.ZipFile) -> dict[str, str]:
    """The content types by part, and those of endings by ".ending"; no entity is ever declared in one."""
    packed = _member(archive, TYPES, LARGEST_TYPES)
    if b"<!" in packed.replace(b"<!--", b""):
        raise NotADocument("content types with a document type of their own")
    found: dict[str, str] = {}
    for element in _elements(packed):
        kind = element.get("ContentType", "")
        name = element.get("PartName") or "." + element.get("Extension", "")
        found[name] = kind
    return found


def _elements(packed: bytes) -> list[dict[str, str]]:
    try:
        return [dict(element.attrib) for element in fromstring(packed).iter()]  # noqa: S314  # a document type was refused
    except (ParseError, LookupError) as wrong:
        raise NotADocument("content types that can't be read") from wrong


def _check_types(types: dict[str, str]) -> None:
    if any(word in kind.lower() for kind in types.values() for word in MACROS):
        raise NotADocument("a document with macros")
    if MAIN not in types.values():
        raise NotADocument("an archive that is no word-processing document")


def _check_main(archive: zipfile.ZipFile, types: dict[str, str]) -> None:
    """The main part is there and begins as XML; it is not read further."""
    part = next(name for name, kind in types.items() if kind == MAIN)
    try:
        with archive.open(part.lstrip("/")) as file:
            head = file.read(512)
    except KeyError as wrong:
        raise NotADocument("a document without its main part") from wrong
    if not head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise NotADocument("a main part that is no XML")


def _member(archive: zipfile.ZipFile, name: str, largest: int) -> bytes:
    try:
        with archive.open(name) as file:
            content = file.read(largest + 1)
    except KeyError as wrong:
        raise NotADocument("an archive that is no document") from wrong
    if len(content) > largest:
        raise NotADocument("content types that are too long")
    return content
