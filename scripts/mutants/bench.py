"""A copy of the sources with its own database server, in which one fault after another is tried."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal

from config.launch.postgres import throwaway
from scripts.mutants.mutant import Mutant
from scripts.mutants.sample import covering
from tests.databases import KEPT_RUN

Outcome = Literal["killed", "timed out", "survived"]
#: A fault that makes the tests this many times slower is noticed.
SLOWER: Final = 4
SHORTEST_SECONDS: Final = 120
#: SQL that makes functions: it runs when the database is made.
IN_MIGRATIONS: Final = ("append_only.sql", "balance_events.sql", "charge.sql", "routes.sql")


@dataclass(frozen=True)
class Trial:
    """What came of one fault, and the last line that the tests wrote."""

    mutant: Mutant
    outcome: Outcome
    seconds: float
    told: str


class Bench:
    """One place to try faults in; several work next to each other."""

    def __init__(self, root: Path, url: str) -> None:
        self.root, self.url = root, url

    def run(self, tests: Sequence[str], seconds: float, *, own_database: bool = False) -> tuple[int | None, str]:
        """Run tests until the first that fails; return pytest's exit code, None after too long, and its last words."""
        environment = {**os.environ, "DATABASE_URL": self.url, "PYTHONDONTWRITEBYTECODE": "1"}
        environment |= {} if own_database else {KEPT_RUN: f"mutants {self.root}"}
        options = ["-x", "-q", "-p", "no:cacheprovider", "-m", "not programs and not thorough"]
        command = [sys.executable, "-m", "pytest", *options, *tests]
        try:
            ended = subprocess.run(
                command, cwd=self.root, env=environment, capture_output=True, text=True, timeout=seconds, check=False
            )
        except subprocess.TimeoutExpired:
            return None, ""
        lines = [line for line in ended.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
        return ended.returncode, lines[0] if lines else (ended.stdout or ended.stderr).strip().rpartition("\n")[2]

    def try_out(self, mutant: Mutant, usual_seconds: float) -> Trial:
        """Put a fault into the copy, run the tests that cover it, and take it out again."""
        file = self.root / mutant.path
        text = file.read_text(encoding="utf-8")
        began = time.monotonic()
        file.write_text(mutant.apply(text), encoding="utf-8")
        try:
            limit = max(SHORTEST_SECONDS, usual_seconds * SLOWER)
            code, told = self.run(covering(mutant.path), limit, own_database=file.name in IN_MIGRATIONS)
        finally:
            file.write_text(text, encoding="utf-8")
        outcome: Outcome = "timed out" if code is None else "survived" if code == 0 else "killed"
        return Trial(mutant, outcome, time.monotonic() - began, told)


@contextmanager
def bench(sources: Path) -> Iterator[Bench]:
    """A bench with a copy of what git tracks."""
    with TemporaryDirectory(prefix="tollgate-mutants-") as directory, throwaway() as url:
        root = Path(directory) / "sources"
        for name in subprocess.check_output(["git", "ls-files", "-z"], cwd=sources, text=True).split("\0"):
            if name and (sources / name).is_file():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(sources / name, root / name)
        yield Bench(root, url)
