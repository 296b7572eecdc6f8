"""Which files' tests cost too much for `make test-fast`: `make tiers` measures them and writes slow_files.txt.

python -m tests.slow_files report.xml    # a report that pytest wrote with --junitxml
"""

import sys
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

LIST = Path(__file__).with_suffix(".txt")
ROOT = LIST.parent.parent

#: A file is slow if its tests take longer than this on average, and together at least TOTAL: in seconds.
AVERAGE, TOTAL = 0.08, 1.0


def read_list() -> frozenset[Path]:
    """Return the files of the list."""
    return frozenset(ROOT / line for line in LIST.read_text().splitlines())


def slow_files(report: Path) -> list[str]:
    """Return the slow files of a JUnit report, as paths from the root of the project."""
    times = defaultdict(list)
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314  # pytest wrote it
        times[case.attrib["classname"].replace(".", "/") + ".py"].append(float(case.attrib["time"]))
    return sorted(name for name, taken in times.items() if sum(taken) >= TOTAL and sum(taken) / len(taken) > AVERAGE)


if __name__ == "__main__":
    LIST.write_text("".join(f"{name}\n" for name in slow_files(Path(sys.argv[1]))))
