"""Watches running children: one that dies is started again, one that can't stay alive ends everything."""

import sys
from dataclasses import dataclass, field

from config.launch.children import Child, Pause
from config.launch.refusal import Refusal

STABLE_SECONDS = 30
DEATHS_IN_A_ROW = 3
LONGEST_BACKOFF_SECONDS = 30


@dataclass
class Supervisor:
    """``backoff`` is in seconds; it doubles with each death of a child that didn't live for STABLE_SECONDS."""

    children: list[Child]
    backoff: float = 1
    deaths: dict[str, int] = field(default_factory=dict)

    def watch(self, pause: Pause) -> None:
        """Returns never: it ends when ``pause`` raises StopAsked, or with a Refusal."""
        while True:
            for child in self.children:
                if child.ended is not None:
                    self.revive(child, pause)
            pause(5)

    def revive(self, child: Child, pause: Pause) -> None:
        """Starts a dead child again, later each time. Raises Refusal at the third death in a row."""
        in_a_row = 1 if child.age > STABLE_SECONDS else self.deaths.get(child.name, 0) + 1
        self.deaths[child.name] = in_a_row
        what = f"{child.name} ended unexpectedly ({ending(child.ended)})"
        if in_a_row >= DEATHS_IN_A_ROW:
            raise Refusal(f"{what} {in_a_row} times in a row; all is stopped", log=child.log)
        delay = min(self.backoff * 2 ** (in_a_row - 1), LONGEST_BACKOFF_SECONDS)
        print(f"{what}; starting it again in {delay:g} s", file=sys.stderr, flush=True)
        child.stop()
        pause(delay)
        child.start()


def ending(code: int | None) -> str:
    """How a process ended, in words."""
    return f"killed by signal {-code}" if code is not None and code < 0 else f"exit code {code}"
