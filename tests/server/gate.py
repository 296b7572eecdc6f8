"""Lets a test hold a view and let it go: the view connects here and waits."""

import contextlib
import socket
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from tests.waiting import PATIENCE_SECONDS


class Gate:
    """``with Gate() as gate`` listens; ``gate.port`` goes into the request."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(PATIENCE_SECONDS)
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._listener.close()

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Waits until a view is here, and lets it go at the end."""
        view, _ = self._listener.accept()
        with view:
            yield

    def let_go(self) -> None:
        """Lets the next view pass."""
        with self.held():
            pass
