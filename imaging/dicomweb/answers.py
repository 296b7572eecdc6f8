"""What DICOMweb answers: a body, or pieces that are made while it is sent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from imaging.agents import Principal

DICOM_JSON: Final = "application/dicom+json"
#: Several pieces travel together: a hop for each small one would cost more than making it.
GATHERED_BYTES: Final = 256 * 1024


class Refused(Exception):
    """A status of PS3.18 and why, in words without any patient's data."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})


@dataclass(frozen=True)
class Answer:
    """``pieces`` follow the body; they read files, or the rows of ``rows_of``."""

    status: int = 200
    content_type: str = DICOM_JSON
    body: bytes = b""
    pieces: Iterator[bytes] | None = None
    rows_of: Principal | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def head(self) -> list[tuple[bytes, bytes]]:
        """Its headers for ASGI."""
        headers = {"Content-Type": self.content_type, "Cache-Control": "no-store", **self.headers}
        headers["X-Content-Type-Options"] = "nosniff"
        if self.pieces is None:
            headers["Content-Length"] = str(len(self.body))
        return [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]


def gathered(pieces: Iterator[bytes]) -> bytes:
    """The next pieces together, b"" at the end."""
    taken: list[bytes] = []
    size = 0
    for piece in pieces:
        taken.append(piece)
        size += len(piece)
        if size >= GATHERED_BYTES:
            break
    return b"".join(taken)


def refusal(refused: Refused) -> Answer:
    """In plain words."""
    text = f"{refused}\n".encode()
    return Answer(refused.status, "text/plain; charset=utf-8", text, headers=refused.headers)
