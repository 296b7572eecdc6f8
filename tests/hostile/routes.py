"""Every address of the site, from its URL conf, with something in the place of each parameter."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, TypeVar

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize

#: What people, scanners and broken programs put where an id is, as it is in a request line.
IDS: Final = (
    *("%00", "a%00b", "0", "-1", "1_0", "%D9%A1", "9223372036854775808", "9" * 30, "9" * 5000, "a" * 3000),
    *("%FF", "%ED%A0%80", "%E2%80%AE", "%F0%9F%98%80", "%0A", "%20", "%27", "..", "%25", "%5C", "1:2"),
)
#: The same for the value of a query parameter, and dates, numbers and patterns as well; what breaks most comes first.
VALUES: Final = (
    *("%00", "99999", "9999-12-31", "9" * 30, *IDS[1:], "", "0000-00-00", "0001-01-01", "99999-01-01"),
    *("9999-12-31T23:59:59.999-23:00", "NaN", "1e400", "(", "[]", "{}", "*", "a%20" * 1000),
)


T = TypeVar("T")


def steps(some: int, many: int) -> list[Any]:
    """Return two parameters of a test: how far apart the steps of its walk are, and, for runs that may take long, less.

    A walk has thousands of steps, each value in each place. Both are primes that divide no number of values, so every
    value and every place come by in turn.
    """
    return [pytest.param(some, id="some"), pytest.param(many, id="many", marks=pytest.mark.thorough)]


def every(step: int, walk: Iterable[T]) -> Iterator[T]:
    """Yield the steps of a walk that are this far apart."""
    return islice(walk, 0, None, step)


@dataclass(frozen=True)
class Route:
    """An address without its first slash; ``parameters`` are named in it as %(name)s."""

    template: str
    parameters: tuple[str, ...]
    view: Callable[..., Any]

    def path(self, ids: Mapping[str, str]) -> str:
        """Return the path with these ids, and "x" where there is none."""
        return "/" + self.template % {name: ids.get(name, "x") for name in self.parameters}

    def paths(self, ids: Mapping[str, str], value: str) -> Iterator[str]:
        """Yield a path for each parameter, in which it has the value and the others have their ids."""
        for name in self.parameters:
            yield self.path({**ids, name: value})


def routes() -> Iterator[Route]:
    """Yield every route of the site; one whose expression can be met in several ways comes once for each."""
    return _within(get_resolver().url_patterns, Route("", (), get_resolver))


def below(*prefixes: str) -> list[Route]:
    """Return the routes whose address begins like one of these."""
    return [route for route in routes() if route.template.startswith(prefixes)]


def _within(patterns: Sequence[URLPattern | URLResolver], above: Route) -> Iterator[Route]:
    for pattern in patterns:
        for template, parameters in normalize(pattern.pattern.regex.pattern.removeprefix("^")):
            names = (*above.parameters, *parameters)
            if isinstance(pattern, URLResolver):
                yield from _within(pattern.url_patterns, Route(above.template + template, names, above.view))
            else:
                yield Route(above.template + template, names, pattern.callback)
