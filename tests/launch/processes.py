"""The processes of this machine, read from /proc: who descends from whom, and who is still there."""

import time
from collections.abc import Callable
from pathlib import Path


def descendants(pid: int) -> set[int]:
    """All processes below one, whatever sessions they made for themselves."""
    parents = dict(filter(None, map(_parent, Path("/proc").glob("[0-9]*"))))
    found: set[int] = set()
    layer = {pid}
    while layer:
        layer = {child for child, parent in parents.items() if parent in layer}
        found |= layer
    return found


def alive(pids: set[int]) -> set[int]:
    """Those that still run; a zombie has ended."""
    return {pid for pid in pids if (state := _fields(Path(f"/proc/{pid}"))) and state[0] != "Z"}


def eventually(holds: Callable[[], bool], seconds: float = 30) -> bool:
    """Whether it came true within the time. For what another process does, which nothing announces."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _parent(process: Path) -> tuple[int, int] | None:
    fields = _fields(process)
    return (int(process.name), int(fields[1])) if fields else None


def _fields(process: Path) -> list[str]:
    """State, parent and so on; the name before them stands in brackets and may hold blanks."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
