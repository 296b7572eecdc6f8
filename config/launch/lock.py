"""One launcher for each var directory: two would migrate and stop the same database."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.launch.refusal import Refusal


@contextmanager
def sole_user(var: Path) -> Iterator[None]:
    """Holds the directory's lock. The kernel drops it when the process ends, however it ends. Raises Refusal."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        file = (var / "run.lock").open("a+", encoding="utf-8")
    except OSError as failure:
        raise Refusal(f"{var} cannot be written ({failure.strerror}); set VAR_DIR to a directory that can") from failure
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            file.seek(0)
            raise Refusal(f"`make run` already runs here (process {file.read().strip()}, data in {var})") from held
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
