"""The samples of the guides, as a reader finds them on the finished page, and what running one prints."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from api.openapi.path_parameters import PATH_PARAMETERS
from portal.guides.rendering import LANGUAGES

FENCE: Final = re.compile(r"^```(?P<info>\w+)\n(?P<source>.*?)\n```$", re.MULTILINE | re.DOTALL)
COMMANDS: Final = {
    "curl": ["bash", "-c"],
    "python": [sys.executable, "-W", "error", "-c"],
    "javascript": ["node", "--input-type=module", "-e"],
}
#: Stands in the page for what differs from run to run.
ANYTHING: Final = "…"
SECONDS: Final = 30


@dataclass(frozen=True)
class Sample:
    """One sample in one language. ``prints`` is what the page says that it prints, None where it says nothing."""

    language: str
    source: str
    prints: str | None


def samples_in(markdown: str, language: str) -> list[Sample]:
    """The samples of a text in one language, in their order."""
    fences = [(found["info"], found["source"]) for found in FENCE.finditer(markdown)]
    return [
        Sample(language, source, _printed(fences[place + 1 :]))
        for place, (info, source) in enumerate(fences)
        if info == language
    ]


def _printed(following: list[tuple[str, str]]) -> str | None:
    """The block of what is printed, which stands after all languages of the sample."""
    for info, source in following:
        if info not in LANGUAGES:
            return source if info == "prints" else None
    return None


def run(sample: Sample, placed: dict[str, str], desk: Path) -> str:
    """What it prints in this directory with these words in place of others. An exit code other than 0 fails."""
    source = sample.source
    for word, actual in placed.items():
        source = source.replace(word, actual)
    done = subprocess.run(
        [*COMMANDS[sample.language], source],
        cwd=desk,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), f"{source}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def example_of(parameter: str) -> str:
    """What a sample has in its path for a variable."""
    return PATH_PARAMETERS[parameter].example


def fits(shown: Any, actual: Any) -> bool:
    """True if a value is what the page shows, whatever stands where it shows an ellipsis."""
    if shown == ANYTHING:
        return True
    if isinstance(shown, dict) and isinstance(actual, dict):
        return shown.keys() == actual.keys() and all(fits(shown[name], actual[name]) for name in shown)
    if isinstance(shown, list) and isinstance(actual, list):
        if shown[-1:] == [ANYTHING]:
            shown, actual = shown[:-1], actual[: len(shown) - 1]
        return len(shown) == len(actual) and all(map(fits, shown, actual))
    if isinstance(shown, str) and ANYTHING in shown and isinstance(actual, str):
        return re.fullmatch(".*".join(map(re.escape, shown.split(ANYTHING))), actual) is not None
    return type(shown) is type(actual) and bool(shown == actual)


def same_shape(shown: Any, actual: Any) -> bool:
    """True if a value is of the kind that the page shows: the same fields, with values of the same types.

    A shown object without fields is one whose fields have no fixed names; null and an empty array say nothing.
    """
    if actual is None:
        return True
    if isinstance(shown, dict):
        return isinstance(actual, dict) and (
            not shown
            or (shown.keys() == actual.keys() and all(same_shape(shown[name], actual[name]) for name in shown))
        )
    if isinstance(shown, list):
        return isinstance(actual, list) and all(same_shape(shown[0], each) for each in actual)
    if isinstance(shown, bool) or isinstance(actual, bool):
        return type(shown) is type(actual)
    number = (int, float)
    return isinstance(actual, number) if isinstance(shown, number) else type(shown) is type(actual)


def value_of(text: str) -> Any:
    """What was printed, as JSON where it is JSON."""
    try:
        return json.loads(text)
    except ValueError:
        return text.strip()
