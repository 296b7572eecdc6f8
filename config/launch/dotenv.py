"""The optional file .env at the project's root: KEY=VALUE lines, comments, and nothing cleverer."""

import re
from pathlib import Path

from config.launch.refusal import Refusal

LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")


def read_dotenv(path: Path) -> dict[str, str]:
    """The variables of a file, none if it is absent. One pair of quotes around a value is dropped."""
    variables = {}
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(map(str.strip, lines), start=1):
        if not line or line.startswith("#"):
            continue
        match = LINE.fullmatch(line)
        if not match:
            raise Refusal(f"{path.name}, line {number}: {line!r} is not KEY=VALUE")
        variables[match[1]] = unquoted(match[2])
    return variables


def unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1]
    return value
