"""A directory for a PostgreSQL of a test's own, which runs as another account if the tests run as root."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def passable_directory() -> Iterator[Path]:
    """Make a directory that others may pass through, removed with the block.

    pytest closes the directory above all of its temporary ones to others, each time that it starts: the tests of
    another checkout would take the data from a server below it.
    """
    with tempfile.TemporaryDirectory(prefix="tollgate-test-") as place:
        Path(place).chmod(0o711)
        yield Path(place)
