"""One fault: a piece of a file, and what takes its place."""

import ast
import difflib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Mutant:
    """``path`` is relative to the sources; ``start`` and ``end`` are places in the file's text."""

    path: str
    start: int
    end: int
    replacement: str

    def apply(self, text: str) -> str:
        """Return the file's text with the fault in it."""
        return text[: self.start] + self.replacement + text[self.end :]

    def compiles(self, root: Path) -> bool:
        """Say whether Python reads the file with the fault; what is in SQL is for the tests to say."""
        if not self.path.endswith(".py"):
            return True
        try:
            ast.parse(self.apply((root / self.path).read_text(encoding="utf-8")))
        except SyntaxError:
            return False
        return True

    def line(self, root: Path) -> int:
        """Return the number of the line in which it begins."""
        return (root / self.path).read_text(encoding="utf-8").count("\n", 0, self.start) + 1

    def diff(self, root: Path) -> str:
        """Return the lines before and after, for a reader."""
        text = (root / self.path).read_text(encoding="utf-8")
        lines = difflib.unified_diff(text.splitlines(), self.apply(text).splitlines(), lineterm="", n=0)
        return "\n".join(line for line in list(lines)[2:] if not line.startswith("@@"))
