"""SIGINT, SIGTERM, SIGHUP and SIGCHLD as ends of a wait, so that nothing ever happens inside a signal handler."""

import contextlib
import select
import signal
import socket
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopAsked(Exception):
    """Somebody asked for the end while there was still something to wait for."""


class Signals:
    """While entered, signals are only noted. ``pause`` is the one place where the launcher learns of them."""

    def __init__(self) -> None:
        self.stop_asked = False

    def __enter__(self) -> "Signals":
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        # nohup ignores SIGHUP on purpose. A shell's & ignores SIGINT too, but whoever sends that one means it.
        stopping = [each for each in STOPPING if each != signal.SIGHUP or signal.getsignal(each) != signal.SIG_IGN]
        self._before = {number: signal.signal(number, self._note) for number in (*stopping, signal.SIGCHLD)}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(-1)
        self._reader.close()
        self._writer.close()

    def pause(self, seconds: float) -> None:
        """Waits, at most until a signal arrives (a child's end is one). Raises StopAsked if the end was asked."""
        if not self.stop_asked:
            select.select([self._reader], [], [], seconds)
            with contextlib.suppress(BlockingIOError):
                self._reader.recv(4096)
        if self.stop_asked:
            raise StopAsked

    def _note(self, number: int, _: FrameType | None) -> None:
        if number in STOPPING:
            self.stop_asked = True
