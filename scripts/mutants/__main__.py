"""``python -m scripts.mutants``: try a sample of faults, list those that no test noticed; exit code 1 if too many."""

import os
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from time import monotonic
from typing import Final

from scripts.mutants.bench import Bench, Trial, bench
from scripts.mutants.mutant import Mutant
from scripts.mutants.sample import covering, sample

ROOT: Final = Path(__file__).resolve().parent.parent.parent
#: At least so much of the sample must be noticed.
TARGET: Final = 0.9
#: No fault yet: the tests must pass, and how long they take is measured.
LONGEST_SECONDS: Final = 1800


def main() -> int:
    """Try COUNT faults drawn by SEED in JOBS places; ONLY names a part of their paths."""
    count, seed = int(os.environ.get("COUNT", "200")), int(os.environ.get("SEED", "1"))
    jobs, only = int(os.environ.get("JOBS", "2")), os.environ.get("ONLY", "")
    mutants = sample(ROOT, count, seed, only)
    print(f"{len(mutants)} faults, SEED={seed}, {jobs} at a time", flush=True)
    with ExitStack() as stack:
        benches: SimpleQueue[Bench] = SimpleQueue()
        for _ in range(jobs):
            benches.put(stack.enter_context(bench(ROOT)))
        with ThreadPoolExecutor(jobs) as places:
            usual = dict(places.map(lambda tests: _measure(benches, tests), _groups(mutants)))
            trials = list(places.map(lambda one: _try_out(benches, one, usual[covering(one.path)]), mutants))
    return _report(trials)


def _groups(mutants: Iterable[Mutant]) -> list[tuple[str, ...]]:
    return sorted({covering(mutant.path) for mutant in mutants})


def _measure(benches: "SimpleQueue[Bench]", tests: tuple[str, ...]) -> tuple[tuple[str, ...], float]:
    """Return how long tests take without a fault. Ends the program if they fail: nothing could be said then."""
    place = benches.get()
    began = monotonic()
    code, told = place.run(tests, LONGEST_SECONDS)
    benches.put(place)
    if code != 0:
        sys.exit(f"{' '.join(tests)} fail without a fault: {told}")
    return tests, monotonic() - began


def _try_out(benches: "SimpleQueue[Bench]", mutant: Mutant, usual_seconds: float) -> Trial:
    place = benches.get()
    try:
        trial = place.try_out(mutant, usual_seconds)
    finally:
        benches.put(place)
    where = f"{mutant.path}:{mutant.line(ROOT)}"
    print(f"{trial.outcome:10}{trial.seconds:5.0f} s  {where}  {trial.told[:120]}", flush=True)
    return trial


def _report(trials: list[Trial]) -> int:
    survivors = [trial.mutant for trial in trials if trial.outcome == "survived"]
    for mutant in survivors:
        print(f"\nsurvived: {mutant.path}:{mutant.line(ROOT)}\n{mutant.diff(ROOT)}")
    killed = len(trials) - len(survivors)
    in_sql = sum(trial.mutant.path.endswith(".sql") for trial in trials)
    print(f"\n{killed} of {len(trials)} killed ({in_sql} in SQL), {len(survivors)} survived")
    return 0 if killed >= TARGET * len(trials) else 1


if __name__ == "__main__":
    sys.exit(main())
