"""Makes an answer the same in each run: what is drawn by chance or read from a clock gets a fixed value."""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from django.conf import settings

from api.ids import ALPHABET, LENGTH
from api.openapi.examples import NEUTRAL_URL
from errors_docs.jsonform import iso

ID: Final = re.compile(rf"\b([a-z]+)_([{ALPHABET}]{{{LENGTH}}})\b")
TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
#: What the examples' ids end with, but for the last two digits.
STEM: Final = "01k9m3v8qd6x2h5n7r4t0w9y"
#: Secrets, signatures and hashes, with the text before them.
DRAWN: Final = re.compile(
    rf"(whsec_|agt_live_|signature=|\btl_[{ALPHABET}]{{{LENGTH}}}\.|\b(?=[0-9a-f]{{64}}\b))[\w+/=-]+"
)
CURSOR: Final = "kq3J0m2Yf8s1oV7xH4bQ9tR5wLzC6dNe2uPaXgTj"
#: What can't be told by its form, by the name of the field: what something took, the end of a secret, a sealed place.
FIXED: Final[Mapping[str, Any]] = {"durationMs": 84, "hint": "4c1b", "keyHint": "4c1b", "nextCursor": CURSOR}


@dataclass
class Settled:
    """``now`` is what the walk's clock says; ``names`` has ids and what the documents call them; ``times`` of the
    database are told once and remembered."""

    now: Callable[[], datetime.datetime]
    names: dict[str, str] = field(default_factory=dict)
    times: dict[str, str] = field(default_factory=dict)
    began: datetime.datetime = field(default_factory=lambda: datetime.datetime.now(datetime.UTC))

    def __call__(self, answer: Any) -> Any:
        """The answer with the same ids, times and secrets in each run."""
        return self._value(answer, dict(self.names))

    def _value(self, value: Any, names: dict[str, str], field_name: str = "") -> Any:
        if isinstance(value, dict):
            return {name: self._value(inner, names, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._value(inner, names, field_name) for inner in value]
        if field_name in FIXED and value is not None:
            return FIXED[field_name]
        return self._text(value, names) if isinstance(value, str) else value

    def _text(self, text: str, names: dict[str, str]) -> str:
        named = ID.sub(lambda found: names.setdefault(found[0], _id(found[1], names)), text)
        timed = TIME.sub(lambda found: self._time(found[0]), named)
        drawn = DRAWN.sub(lambda found: found[1] + _drawn(found[1]), timed)
        return drawn.replace(settings.BASE_URL, NEUTRAL_URL)

    def _time(self, text: str) -> str:
        """The database's time, or one that was set before the clock stood still, becomes the clock's."""
        until = datetime.datetime.now(datetime.UTC)
        moment = datetime.datetime.fromisoformat(text)
        around = datetime.timedelta(minutes=1)
        if self.began - around <= moment <= until + around:
            return self.times.setdefault(text, iso(self.now()))
        return text


def _id(kind: str, names: Mapping[str, str]) -> str:
    """The next id of a kind."""
    number = 63 + sum(1 for shown in names.values() if shown.startswith(f"{kind}_"))
    return f"{kind}_{STEM}{ALPHABET[number // 32]}{ALPHABET[number % 32]}"


def _drawn(kind: str) -> str:
    """Nobody's secret, of the same kind."""
    digest = sha256(f"example of {kind[:6]}".encode()).hexdigest()
    return digest[:32] if kind else digest
