"""Child processes: each in a session of its own, with a log file, and none that outlives the launcher."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from config.launch.accounts import Account
from config.launch.refusal import Refusal

PR_SET_PDEATHSIG = 1
LARGEST_LOG_BYTES = 20 * 1024 * 1024
_libc = ctypes.CDLL(None)

Pause = Callable[[float], None]


@dataclass
class Child:
    """One program. ``stop_signal`` asks it to end in good order; after ``grace`` seconds it's killed.

    Both its streams go to the log, unless ``output`` takes what it prints.
    """

    name: str
    command: list[str]
    log: Path
    environment: Mapping[str, str]
    directory: Path = Path("/")
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 30
    output: IO[bytes] | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    started_at: float = field(default=0, init=False)

    def start(self) -> None:
        """Starts it in a session of its own: a Ctrl-C reaches only the launcher, which ends all in order."""
        shorten(self.log)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=self.output or log,
                stderr=log,
                cwd=self.directory,
                env=dict(self.environment),
                start_new_session=True,
                preexec_fn=die_with_parent(self.stop_signal),  # noqa: PLW1509 - the launcher has one thread
                **(self.account.of_process if self.account else {}),
            )
        self.started_at = time.monotonic()

    @property
    def ended(self) -> int | None:
        """The exit code, negative for a signal; None while it runs or before it was started."""
        return self.process.poll() if self.process else None

    @property
    def age(self) -> float:
        """Seconds since it was started last."""
        return time.monotonic() - self.started_at

    def stop(self) -> None:
        """Ends it, and whatever it left behind in its session."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(self.grace)
        self.sweep()
        self.process.wait()
        self.process = None

    def sweep(self) -> None:
        """Kills what is left of the process group, such as workers whose parent crashed."""
        if self.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def run_to_end(self, pause: Pause) -> None:
        """Starts it and waits for its success."""
        self.start()
        self.finish(pause)

    def finish(self, pause: Pause) -> None:
        """Waits for its end. Raises Refusal with the end of its log unless it exits with 0."""
        try:
            while self.ended is None:
                pause(1)
            if self.ended:
                raise Refusal(f"{self.name} failed (exit code {self.ended})", log=self.log)
        finally:
            self.stop()


def die_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """What the child does before it becomes its program: Linux sends it this signal if the launcher is killed."""
    if sys.platform != "linux":
        return None
    parent = os.getpid()

    def prepare() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def shorten(log: Path) -> None:
    """A log that has grown large becomes the one old log that is kept."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LARGEST_LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
