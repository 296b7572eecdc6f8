"""The end of a start that cannot succeed."""

from pathlib import Path

TAIL_LINES = 15


class Refusal(Exception):
    """Why nothing was started, or all was stopped: one line that names the remedy, then perhaps the end of a log."""

    def __init__(self, line: str, *, log: Path | None = None) -> None:
        super().__init__(line)
        self.log = log

    def __str__(self) -> str:
        line = " ".join(str(self.args[0]).split())
        return f"{line}; the end of {self.log}:\n{tail(self.log)}" if self.log else line


def tail(log: Path) -> str:
    """The last lines of a log, indented."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return "\n".join(f"  {line}" for line in lines[-TAIL_LINES:])
