"""Where the bytes lie: Django's storage, under names that say nothing, and before it a directory of temporary files."""

import datetime
import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile

#: The two kinds of files, each in a directory of its own.
IMAGES: Final = "dicom"
REPORTS: Final = "reports"
KINDS: Final = (IMAGES, REPORTS)
PIECE_BYTES: Final = 256 * 1024


def temporary_directory() -> Path:
    """Beside the stored files, so that on a disk of our own keeping a file is renaming it. Only we may read it."""
    directory = Path(settings.VAR_DIR) / "uploads"
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return directory


@dataclass
class SpooledFile:
    """A temporary file that is written piece by piece and hashed on the way. Whoever opened it discards it."""

    content_type: str = ""
    path: Path = field(default_factory=lambda: temporary_directory() / f"{secrets.token_hex(16)}.part")
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256, repr=False)
    _file: IO[bytes] | None = field(default=None, repr=False)

    def write(self, piece: bytes) -> None:
        if self._file is None:
            self._file = os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=0)
        self._file.write(piece)
        self.digest.update(piece)
        self.size += len(piece)

    def end(self) -> None:
        """Say that no more will be written: an open file for each of 20,000 parts would be more than a process has."""
        if self._file is None:
            self.write(b"")
        assert self._file is not None
        self._file.close()

    def close(self) -> None:
        """No more will be written; what was is on the disk when this returns."""
        self.end()
        with self.path.open("rb") as written:
            os.fsync(written.fileno())

    @property
    def name(self) -> str:
        """Its own name; what the client called it is of no interest."""
        return self.path.name

    @property
    def sha256(self) -> bytes:
        """Of all that was written."""
        return bytes(self.digest.digest())

    def discard(self) -> None:
        """Removes it, unless it was kept."""
        if self._file is not None:
            self._file.close()
            self.path.unlink(missing_ok=True)


class _Movable(TemporaryUploadedFile):
    """What a storage on this disk renames, and any other reads."""

    def __init__(self, path: Path, size: int) -> None:
        File.__init__(self, path.open("rb"), name=path.name)
        self.size = size
        self._path = path

    def temporary_file_path(self) -> str:
        return str(self._path)

    def close(self) -> None:
        """Of the base, but without its word on a file that was renamed."""
        if self.file is not None:
            self.file.close()


def keep(spooled: SpooledFile, kind: str, suffix: str) -> str:
    """Stores a closed temporary file; returns its name. Until a row has that name, the sweeper may take it away."""
    random = secrets.token_hex(16)
    today = datetime.datetime.now(datetime.UTC)
    movable = _Movable(spooled.path, spooled.size)
    try:
        return storage().save(f"{kind}/{today:%Y%m%d}/{random[:2]}/{random}.{suffix}", movable)
    finally:
        movable.close()


def remove(name: str) -> None:
    """Deletes a stored file, if it is there."""
    storage().delete(name)


def open_stored(name: str) -> IO[bytes]:
    """A stored file, to be closed by whoever reads it."""
    opened: Any = storage().open(name, "rb")
    return opened  # type: ignore[no-any-return]  # Django's File is no IO[bytes] by name


def pieces_of(name: str) -> Iterator[bytes]:
    """A stored file in pieces of bounded size."""
    with open_stored(name) as file:
        while piece := file.read(PIECE_BYTES):
            yield piece


def storage() -> Storage:
    """The one of the settings."""
    return default_storage
