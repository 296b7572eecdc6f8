"""One row of the table of bounds: a number, or an argument why there is nothing to bound."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase
from typing import Any, Final


class Kind(Enum):
    """What a caller can take."""

    TIME = "time"
    MEMORY = "memory"
    ROWS = "rows"
    BYTES = "bytes"
    MAIL = "mail"
    UPSTREAM = "upstream cost"


class Taker(Enum):
    """Who can take it."""

    STRANGER = "stranger"
    UNVERIFIED = "unverified sign-up"
    TEST_KEY = "test key"
    LIVE_KEY = "live key"
    AGENT = "DICOM agent"


EVERYBODY: Final = frozenset(Taker)
KEYS: Final = frozenset({Taker.TEST_KEY, Taker.LIVE_KEY})
#: People, signed in or not.
PEOPLE: Final = frozenset({Taker.STRANGER, Taker.UNVERIFIED})
SIGNED_IN: Final = frozenset({Taker.UNVERIFIED})
AGENTS: Final = frozenset({Taker.AGENT})


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A bound, or with ``why`` the argument that none is needed; ``by`` is the code that holds it."""

    kind: Kind
    what: str
    #: Patterns of the names in config/bounds/subjects.py.
    covers: tuple[str, ...]
    takers: frozenset[Taker]
    by: Callable[..., Any] | type
    #: In words, with the number in it.
    most: str = ""
    why: str = ""
    #: The test that exceeds it.
    test: str = ""

    def covers_name(self, name: str) -> bool:
        """Return whether it is about a thing of this name."""
        return any(fnmatchcase(name, pattern) for pattern in self.covers)

    @property
    def symbol(self) -> str:
        """The code that holds it, by name."""
        return f"{self.by.__module__}.{self.by.__qualname__}"


def size(count: int) -> str:
    """Return a number of bytes in words: 25 MB."""
    for unit, name in ((1024**3, "GB"), (1024**2, "MB"), (1024, "KB")):
        if count >= unit and count % unit == 0:
            return f"{count // unit:,} {name}"
    return f"{count:,} bytes"


def setting(name: str, value: str) -> str:
    """Return a number that an operator may change, with its setting."""
    return f"{value} (`{name}`)"
