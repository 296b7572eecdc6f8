"""Judge one file within bounds of time and memory, and print the result: python -m imaging.report_files PATH.

A document that inflates without end ends this process and nothing else.
"""

import json
import os
import resource
import sys
from pathlib import Path
from typing import Final

from imaging.report_files.judge import judgement

LARGEST_MEMORY: Final = 768 * 1024 * 1024
CPU_SECONDS: Final = 10
#: Calls of everybody else come first.
NICENESS: Final = 10


def main() -> None:
    """Judge the file that the only argument names."""
    _bound()
    path = Path(sys.argv[1])
    print(json.dumps(judgement(path)))  # noqa: T201  # the parent reads it


def _bound() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (LARGEST_MEMORY, LARGEST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(NICENESS)


if __name__ == "__main__":
    main()
