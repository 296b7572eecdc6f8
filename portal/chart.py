"""Charts as SVG: their numbers, laid out for templates/portal/chart.html. No script draws anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 720
HEIGHT: Final = 160
GAP: Final = 0.25


@dataclass(frozen=True)
class Bar:
    """One bar in the units of the view box."""

    x: float
    y: float
    width: float
    height: float
    label: str
    words: str


@dataclass(frozen=True)
class Chart:
    """``summary`` says in words what the bars show, for whoever doesn't see them."""

    bars: Sequence[Bar]
    first: str
    last: str
    summary: str
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def shown(self) -> list[Bar]:
        """Those that can be seen, for the table that says the same."""
        return [bar for bar in self.bars if bar.height]


def bar_chart(values: Sequence[tuple[str, int, str]], *, summary: str) -> Chart:
    """Bars of (label, value, value in words). A negative value has no bar, but its words."""
    top = max([value for _, value, _ in values] + [1])
    step = WIDTH / max(len(values), 1)
    bars = []
    for place, (label, value, words) in enumerate(values):
        height = round(max(value, 0) / top * (HEIGHT - 4), 1)
        bars.append(
            Bar(
                round((place + GAP / 2) * step, 1),
                round(HEIGHT - height, 1),
                round(step * (1 - GAP), 1),
                height,
                label,
                words,
            )
        )
    return Chart(bars, values[0][0] if values else "", values[-1][0] if values else "", summary)
