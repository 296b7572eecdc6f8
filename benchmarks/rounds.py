"""Interleaved rounds of ours and its limit, and the table of their medians with the ratio last."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

from benchmarks.callers import Round


@dataclass(frozen=True)
class Row:
    """Medians over the rounds; the ratio is the median of the rounds' own ratios, so that a slow moment hits both."""

    name: str
    limit: float
    ours: float
    limit_p99: float
    ours_p99: float
    ratio: float


def compare(name: str, limit: Callable[[], Round], ours: Callable[[], Round], *, rounds: int) -> Row:
    """Measures both in turn, so many times; who goes first changes with each round."""
    pairs = [_pair(limit, ours, swapped=number % 2 == 1) for number in range(rounds)]
    return Row(
        name=name,
        limit=median(one.rate for one, _ in pairs),
        ours=median(other.rate for _, other in pairs),
        limit_p99=median(one.p99 for one, _ in pairs),
        ours_p99=median(other.p99 for _, other in pairs),
        ratio=median(other.rate / one.rate for one, other in pairs),
    )


def show(row: Row, unit: str) -> None:
    """One line, the ratio last."""
    print(
        f"  {row.name:28} limit {row.limit:8,.0f} {unit} (p99 {row.limit_p99:6.1f} ms)"
        f"   ours {row.ours:8,.0f} {unit} (p99 {row.ours_p99:6.1f} ms)   ratio {row.ratio:.2f}",
        flush=True,
    )


def conclude(ratios: Mapping[str, float]) -> None:
    """The last line of a benchmark."""
    print("ratio: " + ", ".join(f"{name} {ratio:.2f}" for name, ratio in ratios.items()), flush=True)


def _pair(limit: Callable[[], Round], ours: Callable[[], Round], *, swapped: bool) -> tuple[Round, Round]:
    if swapped:
        second = ours()
        return limit(), second
    return limit(), ours()
