"""Multipart bodies as they arrive: parts go to temporary files piece by piece, so that no body lies in memory.

Two forms: multipart/related (RFC 2387), in which an agent sends images, and multipart/form-data (RFC 7578) with one
file, in which a partner sends a report.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from imaging.files import SpooledFile

MOST_IMAGES: Final = 20_000
MOST_FIELDS: Final = 16
LONGEST_FIELD: Final = 8 * 1024


#: How a part's bytes may be written: as they are. Anything else (RFC 2045, 6) would be stored as it was written.
PLAIN_ENCODINGS: Final = ("", "binary", "8bit", "7bit", "identity")


class BodyRefused(Exception):
    """The body is not what it should be, in words for its sender; ``field`` is the part's name if it is one part."""

    def __init__(self, message: str, field: str = "", code: str = "malformed_request") -> None:
        super().__init__(message)
        self.field = field
        self.code = code


class BodyTooLarge(Exception):
    """More bytes than allowed have come."""


class _Related(PushMultipartParser):  # type: ignore[misc]  # multipart has annotations but no py.typed
    """The parser without what only forms have: its parts need no Content-Disposition."""

    def _create_segment(self, headerlist: list[tuple[str, str]]) -> MultipartSegment:
        return MultipartSegment(headerlist)


def media_type(header: str) -> tuple[str, dict[str, str]]:
    """A Content-Type in lower case, and its parameters."""
    kind, parameters = parse_options_header(header)
    return kind.strip().lower(), dict(parameters)


@dataclass
class ImageBody:
    """The parts of a multipart/related body, each in a file of its own."""

    boundary: str
    largest: int
    files: list[SpooledFile] = field(default_factory=list)
    received: int = 0

    def __post_init__(self) -> None:
        with _told():
            self._parser = _Related(self.boundary, max_segment_count=MOST_IMAGES, max_header_count=16)

    def feed(self, piece: bytes) -> None:
        """Raises BodyTooLarge or BodyRefused."""
        self.received += len(piece)
        if self.received > self.largest:
            raise BodyTooLarge
        with _told():
            for event in self._parser.parse(piece):
                self._take(event)

    def finish(self) -> list[SpooledFile]:
        """All parts, still to be closed. Raises BodyRefused for a body without its end, or without any part."""
        with _told():
            self._parser.close()
        if not self.files:
            raise BodyRefused("The body has no part.")
        return self.files

    def _take(self, event: Any) -> None:
        if isinstance(event, MultipartSegment):
            self.files.append(SpooledFile(content_type=event.content_type or ""))
        elif event is None:
            self.files[-1].end()
        else:
            self.files[-1].write(event)


@dataclass
class FormBody:
    """A form's text fields, and its one file, named ``file``."""

    boundary: str
    largest: int
    fields: dict[str, str] = field(default_factory=dict)
    file: SpooledFile | None = None
    _name: str = ""
    _text: bytes = b""

    def __post_init__(self) -> None:
        with _told():
            self._parser = PushMultipartParser(self.boundary, max_segment_count=MOST_FIELDS)

    def feed(self, piece: bytes) -> None:
        """Raises BodyTooLarge at the first byte of the file too many, or BodyRefused."""
        with _told():
            for event in self._parser.parse(piece):
                self._take(event)

    def finish(self) -> None:
        """Raises BodyRefused for a body without its end."""
        with _told():
            self._parser.close()
        if self.file is not None:
            self.file.close()

    def discard(self) -> None:
        """Removes the file, unless it was kept."""
        if self.file is not None:
            self.file.discard()

    def _take(self, event: Any) -> None:
        if isinstance(event, MultipartSegment):
            self._begin(event)
        elif event is None:
            if self._name != "file":
                self.fields[self._name] = self._decoded()
        elif self._name == "file":
            self._write(event)
        else:
            self._text += event
            if len(self._text) > LONGEST_FIELD:
                raise BodyRefused(f"This text is longer than {LONGEST_FIELD} bytes.", self._name, "max_length")

    def _begin(self, segment: MultipartSegment) -> None:
        self._name, self._text = segment.name or "", b""
        if self._name in self.fields or (self._name == "file" and self.file is not None):
            raise BodyRefused("This was sent more than once: send it once.", self._name, "repeated")
        for header in ("Content-Transfer-Encoding", "Content-Encoding"):
            if segment.header(header, "").strip().lower() not in PLAIN_ENCODINGS:
                raise BodyRefused(f"{header} isn't read here: send the part as it is.", self._name, "encoded")
        if self._name == "file":
            self.file = SpooledFile(content_type=segment.content_type or "")

    def _write(self, piece: bytes) -> None:
        assert self.file is not None
        if self.file.size + len(piece) > self.largest:
            raise BodyTooLarge
        self.file.write(piece)

    def _decoded(self) -> str:
        try:
            return self._text.decode()
        except UnicodeDecodeError as wrong:
            raise BodyRefused("This text is not UTF-8.", self._name, "not_utf8") from wrong


class _told:  # noqa: N801  # reads as a word: with _told()
    """What the parser raises becomes BodyRefused."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: object) -> None:
        if isinstance(error, MultipartError):
            raise BodyRefused(f"The multipart body can't be read: {error}") from error
