"""The samples of the guides, as a reader finds them on the finished page, and what running one prints."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from api.openapi.path_parameters import PATH_PARAMETERS
from portal.guides.rendering import LANGUAGES

PLACE: Final = Path(__file__).parent
FENCE: Final = re.compile(r"^```(?P<info>\w+)\n(?P<source>.*?)\n```$", re.MULTILINE | re.DOTALL)
#: Each runs the sources in the JSON array on its input, one after the other, and prints what each of them printed as
#: one. A process for each source would spend most of its time on its start.
PROGRAMS: Final = {
    "curl": [sys.executable, "-c", (PLACE / "run_shell.py").read_text()],
    "python": [sys.executable, "-W", "error", "-c", (PLACE / "run_python.py").read_text()],
    "javascript": ["node", "--input-type=module", "-e", (PLACE / "run_javascript.mjs").read_text()],
}
#: Stands in the page for what differs from run to run.
ANYTHING: Final = "…"
SECONDS: Final = 250


@dataclass(frozen=True)
class Sample:
    """One sample in one language. ``prints`` is what the page says that it prints, None where it says nothing."""

    language: str
    source: str
    prints: str | None


@dataclass(frozen=True)
class Placed:
    """A sample of a page and the words that a reader puts in place of others."""

    page: str
    sample: Sample
    words: dict[str, str]

    @property
    def source(self) -> str:
        source = self.sample.source
        for word, actual in self.words.items():
            source = source.replace(word, actual)
        return source


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


def run_all(samples: Sequence[Placed], desk: Path) -> list[str]:
    """Return what each prints in this directory. They are in one language. A failure of one fails."""
    (language,) = {each.sample.language for each in samples}
    done = subprocess.run(
        PROGRAMS[language],
        input=json.dumps([each.source for each in samples]),
        cwd=desk,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), f"{done.stdout}\n{done.stderr}"
    printed: list[str] = json.loads(done.stdout)
    return printed


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


def value_of(text: str) -> Any:
    """What was printed, as JSON where it is JSON."""
    try:
        return json.loads(text)
    except ValueError:
        return text.strip()
