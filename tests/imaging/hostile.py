"""DICOM files that nobody should send, and what becomes of each: refused in the answer, or failed in the index."""

import struct
import zlib
from dataclasses import dataclass
from typing import Any, Final

from pydicom.dataset import Dataset
from pydicom.uid import DeflatedExplicitVRLittleEndian

from imaging.dicom_file import NOT_UNDERSTOOD, SYNTAX_NOT_SUPPORTED
from tests.imaging.studies import file_of, make_instance


@dataclass(frozen=True)
class Hostile:
    """``reason`` is the FailureReason of one that is refused; ``failure`` how its index state begins, "" if indexed."""

    name: str
    content: bytes
    reason: int = 0
    failure: str = ""


def good(**attributes: Any) -> bytes:
    return file_of(make_instance(**attributes))


def nested(depth: int) -> bytes:
    """Sequences in sequences, put behind the UIDs; of undefined length, as only those are read at once."""
    sequence = struct.pack("<HH2sHI", 0x0040, 0x0275, b"SQ", 0, 0xFFFFFFFF)
    start = sequence + struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF)
    end = struct.pack("<HHI", 0xFFFE, 0xE00D, 0) + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    return before_pixels(start * depth + end * depth)


def before_pixels(element: bytes) -> bytes:
    """A good file with something put in before its pixels."""
    content = good()
    place = content.index(struct.pack("<HH2s", 0x7FE0, 0x0010, b"OW"))
    return content[:place] + element + content[place:]


def element(group: int, number: int, vr: bytes, value: bytes) -> bytes:
    """One element in explicit little endian, its length in two bytes."""
    return struct.pack("<HH2sH", group, number, vr, len(value)) + value


def deflated() -> bytes:
    """408 KB that would be 400 MB."""
    made = make_instance()
    made.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    # After a full flush nothing refers to what came before, so the block may come again as it is.
    block = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    return head_of(made) + block * 400 + packer.flush()


def head_of(made: Dataset) -> bytes:
    """A file's preamble and meta information alone."""
    content = file_of(made)
    (length,) = struct.unpack_from("<I", content, 140)
    return content[: 144 + length]


def many_items() -> bytes:
    """9 MB of empty items in one sequence of undefined length."""
    start = struct.pack("<HH2sHI", 0x0040, 0x0275, b"SQ", 0, 0xFFFFFFFF)
    item = struct.pack("<HHI", 0xFFFE, 0xE000, 0)
    return before_pixels(start + item * (9 * 1024 * 1024 // 8) + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0))


def uid_of(length: int) -> str:
    return ("1." + "2" * length)[:length]


LONG: Final = struct.pack("<HH2sHI", 0x0029, 0x1010, b"OB", 0, 2**31)
BIG: Final = element(0x0028, 0x1052, b"IS", b"1e99")
WORD: Final = element(0x0028, 0x1052, b"IS", b"many")
LARGE: Final = struct.pack("<HH2sHI", 0x0029, 0x1010, b"OB", 0, 200_000) + bytes(200_000)
CUT: Final = "a file that was cut off"
HOSTILE: Final = [
    Hostile("nothing at all", b"", NOT_UNDERSTOOD),
    Hostile("a text", b"This is no image.", NOT_UNDERSTOOD),
    Hostile("a preamble alone", bytes(128) + b"DICM", NOT_UNDERSTOOD),
    Hostile("a web page behind a preamble", bytes(128) + b"DICM<html></html>", NOT_UNDERSTOOD),
    Hostile("a file without its preamble", good()[132:], NOT_UNDERSTOOD),
    Hostile("a deflated file", deflated(), SYNTAX_NOT_SUPPORTED),
    Hostile("cut before its UIDs", good()[:400], NOT_UNDERSTOOD),
    Hostile("a UID of 65 characters", good(StudyInstanceUID=uid_of(65)), NOT_UNDERSTOOD),
    Hostile("a UID with letters", good(SeriesInstanceUID="1.2.x"), NOT_UNDERSTOOD),
    Hostile("no UID", good(StudyInstanceUID=""), NOT_UNDERSTOOD),
    Hostile("cut in its pixels", good()[:-10], 0, CUT),
    Hostile("300 nested sequences", nested(300), 0, "a header that can't be read"),
    Hostile("3000 nested sequences", nested(3000), 0, "a header that can't be read"),
    Hostile("9 MB of items", many_items(), 0, "a header that is too large"),
    Hostile("an element longer than its file", before_pixels(LONG), 0, CUT),
    Hostile("an integer of a hundred digits", before_pixels(BIG), 0, ""),
    Hostile("a number that is a word", before_pixels(WORD), 0, ""),
    Hostile("NULs in a text", good(StudyDescription="Che\0st"), 0, ""),
    Hostile("an unknown character set", good(SpecificCharacterSet="ISO_IR 999", PatientName="Doe^Jo"), 0, ""),
    Hostile("a name of broken UTF-8", good().replace(b"Doe^Jo", b"D\xff\xfe^Jo"), 0, ""),
    Hostile("a date that is none", good(StudyDate="20261399"), 0, ""),
    Hostile("a private element of 200 KB", before_pixels(LARGE), 0, ""),
]
