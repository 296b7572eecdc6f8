"""The ``wsgi.file_wrapper`` of PEP 3333: marks an answer that is a file, so that no thread waits while it is sent."""

from typing import Protocol


class Readable(Protocol):
    """What a view opened: ``read`` gives at most so many bytes, b"" at the end."""

    def read(self, size: int, /) -> bytes: ...
    def close(self) -> None: ...


class FileWrapper:
    """A file that Django answers with. Its ``close`` closes Django's response, and with it the file."""

    def __init__(self, file: Readable, block_size: int = 8192) -> None:
        self._file = file

    def read(self, size: int) -> bytes:
        """The next piece, shorter than ``size`` only at the end."""
        return self._file.read(size)

    def close(self) -> None:
        self._file.close()
