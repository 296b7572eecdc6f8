"""Directories in which PostgreSQL can run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.passable import passable_directory


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """Instead of pytest's."""
    with passable_directory() as place:
        yield place
