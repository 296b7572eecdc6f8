"""The processes of this machine, read from /proc: who descends from whom, and who is still there."""

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


def command_of(pid: int) -> bytes:
    """The words of its command; none for a process that has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _parent(process: Path) -> tuple[int, int] | None:
    fields = _fields(process)
    return (int(process.name), int(fields[1])) if fields else None


def _fields(process: Path) -> list[str]:
    """State, parent and so on; the name before them stands in brackets and may hold blanks."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
