"""A clock that a test moves by hand."""

import datetime
from dataclasses import dataclass


@dataclass
class Clock:
    """``time`` is what django.utils.timezone.now answers while the fixture of this name is in use."""

    time: datetime.datetime

    def move(self, **duration: float) -> None:
        """On by a duration, named as timedelta names it."""
        self.time += datetime.timedelta(**duration)

    def set(self, moment: str) -> None:
        """To a moment in ISO 8601; UTC if it names no zone."""
        found = datetime.datetime.fromisoformat(moment)
        self.time = found if found.tzinfo else found.replace(tzinfo=datetime.UTC)
