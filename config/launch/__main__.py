"""`python -m config.launch run | manage … | check`, what the Makefile calls."""

import sys

from config.launch.check import check
from config.launch.manage import manage
from config.launch.refusal import Refusal
from config.launch.run import run


def main(words: list[str]) -> int:
    """The exit code: 0, 1 after a refusal, 2 for an unknown word, or the code of the command that was run."""
    try:
        match words:
            case ["run"]:
                run()
            case ["check"]:
                check()
            case ["manage", *command]:
                return manage(command)
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    except Refusal as refusal:
        print(f"error: {refusal}", file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
