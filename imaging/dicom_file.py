"""Reads DICOM files (PS3.10) that anybody may have made: never by force, never pixels, never without a bound.

What pydicom would take silently is told here: an inflated header, elements that end after the file, missing pixels.
"""

import io
import logging
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, Final, NamedTuple

from pydicom import FileDataset, config
from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError
from pydicom.filereader import read_partial
from pydicom.tag import BaseTag
from pydicom.uid import DeflatedExplicitVRLittleEndian

#: FailureReason (0008,1197) of a refused instance: PS3.18 table I.2-2, PS3.7 annex C.
OUT_OF_RESOURCES: Final = 0xA700
DOES_NOT_MATCH: Final = 0xA900
NOT_UNDERSTOOD: Final = 0xC000
DUPLICATE: Final = 0x0111
SYNTAX_NOT_SUPPORTED: Final = 0xC122

#: A header of more bytes, or of more pieces, is read by nobody: an element takes two reads, an empty item one, and each
#: becomes an object of a kilobyte and some 30 microseconds.
LARGEST_HEADER: Final = 8 * 1024 * 1024
MOST_READS: Final = 150_000
#: Elements above are skipped, and are no metadata.
LARGEST_ELEMENT: Final = 64 * 1024
#: In which the UIDs of all but a few files lie.
HEAD_BYTES: Final = 64 * 1024
#: A file up to this size is read at once: that is faster than many small reads.
SMALL_FILE: Final = 1024 * 1024
LONGEST_UID: Final = 64
SERIES_UID: Final = 0x0020000E
PIXELS: Final = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
UNDEFINED: Final = 0xFFFFFFFF
LONG_FORM: Final = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"})

# It tells of each odd value on its own logger and as a warning, with the value: nothing of a patient shall stand in a
# log. What is odd is ours to judge.
logging.getLogger("pydicom").setLevel(logging.CRITICAL)
warnings.filterwarnings("ignore", module=r"pydicom|imaging\.dicom")
config.settings.reading_validation_mode = config.IGNORE


class Unreadable(Exception):
    """A file that is no DICOM file that can be kept or indexed; the message has none of its values."""

    def __init__(self, message: str, reason: int = NOT_UNDERSTOOD) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class Identity:
    """What a file says it is. ``patient_id`` is empty for a file that names nobody."""

    study_uid: str
    series_uid: str
    uid: str
    class_uid: str
    transfer_syntax: str
    patient_id: str


class _Pixels(NamedTuple):
    """The pixel element at which reading stopped."""

    vr: str | None
    length: int


class _Bounded:
    """A file that counts what is read of it, refuses too much, and remembers a read that found less than it asked."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._left, self._reads = LARGEST_HEADER, MOST_READS
        self.short = False
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            # Only a deflated file is read whole: it is inflated without any bound.
            raise Unreadable("a deflated file", SYNTAX_NOT_SUPPORTED)
        self._left -= size if size <= LARGEST_ELEMENT else 0
        self._reads -= 1
        if self._left < 0 or self._reads < 0 or size > LARGEST_HEADER:
            raise Unreadable("a header that is too large")
        piece = self._file.read(size)
        self.short = self.short or 0 < len(piece) < size
        return piece


def identity_of(file: IO[bytes]) -> Identity:
    """What a file says it is, from as little of it as will do. Raises Unreadable."""
    head = file.read(HEAD_BYTES)
    with _told():
        dataset, stopped = _read_identity(io.BytesIO(head))
        if not stopped and len(head) == HEAD_BYTES:
            file.seek(0)
            dataset, _ = _read_identity(file)
        return Identity(
            study_uid=_uid(dataset, "StudyInstanceUID"),
            series_uid=_uid(dataset, "SeriesInstanceUID"),
            uid=_uid(dataset, "SOPInstanceUID"),
            class_uid=_uid(dataset, "SOPClassUID"),
            transfer_syntax=_syntax(dataset),
            patient_id=text_of(dataset, "PatientID", 64),
        )


def header_of(file: IO[bytes], size: int) -> FileDataset:
    """Every attribute before the pixels, but for large ones. Raises Unreadable, for a file that was cut off too."""
    stopped: list[_Pixels] = []

    def at_pixels(tag: BaseTag, vr: str | None, length: int) -> bool:
        if tag in PIXELS:
            stopped.append(_Pixels(vr, length))
        return tag in PIXELS

    source = io.BytesIO(file.read()) if size <= SMALL_FILE else file
    bounded = _Bounded(source)
    with _told():
        dataset = read_partial(bounded, stop_when=at_pixels, defer_size=LARGEST_ELEMENT)  # type: ignore[arg-type]  # it reads, seeks and tells
        if bounded.short or source.tell() > size:
            raise Unreadable("a file that was cut off")
        if stopped:
            _refuse_cut_pixels(source, size, stopped[0], explicit=not dataset.original_encoding[0])
        _forget_large(dataset)
    return dataset


def text_of(dataset: Dataset, keyword: str, longest: int) -> str:
    """An attribute's text without what PostgreSQL refuses; its first value if there are several, "" for none."""
    value = dataset.get(keyword)
    if isinstance(value, (list, tuple)) or type(value).__name__ == "MultiValue":
        value = value[0] if value else ""
    return plain_text("" if value is None else str(value)).strip()[:longest]


def plain_text(text: str) -> str:
    """Without NULs and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _read_identity(file: IO[bytes]) -> tuple[FileDataset, bool]:
    stopped: list[int] = []

    def after_uids(tag: BaseTag, vr: str | None, length: int) -> bool:
        if tag > SERIES_UID:
            stopped.append(tag)
        return bool(stopped)

    dataset = read_partial(_Bounded(file), stop_when=after_uids, defer_size=LARGEST_ELEMENT)  # type: ignore[arg-type]  # as above
    return dataset, bool(stopped)


@contextmanager
def _told() -> Iterator[None]:
    """Whatever a hostile file makes pydicom raise is that file's problem alone."""
    try:
        yield
    except Unreadable:
        raise
    except InvalidDicomError as wrong:
        raise Unreadable("no DICOM file") from wrong
    except Exception as wrong:
        raise Unreadable(f"a header that can't be read ({type(wrong).__name__})") from wrong


def _uid(dataset: Dataset, keyword: str) -> str:
    text = text_of(dataset, keyword, 1000)
    if not text or len(text) > LONGEST_UID or text.strip("0123456789."):
        raise Unreadable(f"{keyword} is missing or no UID")
    return text


def _syntax(dataset: FileDataset) -> str:
    syntax = text_of(dataset.file_meta, "TransferSyntaxUID", 1000)
    if syntax == DeflatedExplicitVRLittleEndian:
        raise Unreadable("a deflated file", SYNTAX_NOT_SUPPORTED)
    if not syntax or len(syntax) > LONGEST_UID or syntax.strip("0123456789."):
        raise Unreadable("TransferSyntaxUID is missing or no UID")
    return syntax


def _refuse_cut_pixels(file: IO[bytes], size: int, pixels: _Pixels, *, explicit: bool) -> None:
    """pydicom takes a file whose pixels end too early; whoever opens it would be the first to notice."""
    start = file.tell() + (12 if explicit and (pixels.vr or "") in LONG_FORM else 8)
    if pixels.length != UNDEFINED:
        if start + pixels.length > size:
            raise Unreadable("a file that was cut off")
        return
    position = start
    while True:
        file.seek(position)
        item = file.read(8)
        if len(item) < 8:
            raise Unreadable("a file that was cut off")
        group, element, length = struct.unpack("<HHI", item)
        if (group, element) == (0xFFFE, 0xE0DD):
            return
        if (group, element) != (0xFFFE, 0xE000) or length == UNDEFINED:
            raise Unreadable("pixels whose fragments can't be read")
        position += 8 + length


def _forget_large(dataset: Dataset) -> None:
    """Elements that were skipped: to look at one would read it after all."""
    for tag in list(dataset.keys()):
        raw: Any = dataset.get_item(tag, keep_deferred=True)
        if getattr(raw, "value", b"") is None and getattr(raw, "length", 0) not in (0, UNDEFINED):
            del dataset[tag]
