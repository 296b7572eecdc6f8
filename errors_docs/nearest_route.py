"""The endpoint that was probably meant by a path that leads nowhere: another spelling, prefix, version or place.

What is suggested is a line of the URL lists, its variables unfilled: so it says nothing of what exists, and repeats
nothing of what was sent.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property
from itertools import pairwise
from typing import Final

from django.conf import settings

from errors_docs.endpoints import endpoints
from errors_docs.exceptions import EndpointNotFound
from errors_docs.path_words import OTHER_WORDS, VERBS
from errors_docs.routes import routes
from errors_docs.surfaces import PARTNER, SURFACES, Surface, surface_of
from foundation.nearest import LONGEST, NEAR, plain

#: Longer paths are nobody's typo.
LONGEST_PATH: Final = 400
MOST_SEGMENTS: Final = 10

#: So many segments of a path are compared letter by letter: who misspells more meant something else.
MOST_MISSPELT: Final = 3

#: What it costs that a path differs so from the one that was meant; what costs more than MOST is another path.
FILLED, FILLED_BY_A_WORD, MISSPELT, OTHER_WORD = 0.01, 0.15, 0.2, 0.25
LEFT_OUT, COLLECTION_LEFT_OUT, NOT_FILLED, TOO_MUCH, KNOWN_TOO_MUCH = 0.5, 0.9, 0.15, 0.9, 1.3
OTHER_METHOD, VERB, OTHER_SURFACE, FAR = 0.05, 0.3, 0.4, 10.0
MOST: Final = 1.1

#: What stands before the resources of an API, ours or another.
_BASE: Final = re.compile(r"api|partner|rest|v\d+")
_LIKE_AN_ID: Final = re.compile(r"[\d_.]")


@dataclass(frozen=True)
class Place:
    """A path that an API answers. A segment that is None is a variable."""

    surface: Surface
    path: str
    segments: tuple[str | None, ...]
    methods: tuple[str, ...]

    @cached_property
    def left_out(self) -> tuple[float, ...]:
        """What it costs that a segment wasn't sent. Without the name of its collection an id says nothing."""
        return tuple(
            NOT_FILLED if ours is None else COLLECTION_LEFT_OUT if following is None else LEFT_OUT
            for ours, following in pairwise((*self.segments, ""))
        )


@dataclass(frozen=True)
class _Segment:
    """A segment that was sent, with the segments of ours that it may mean by their cost."""

    text: str
    words: Mapping[str, float]

    @property
    def is_known(self) -> bool:
        """Whether it is a word rather than an id: a segment of ours but for case and marks, or a method."""
        return 0.0 in self.words.values() or self.text in VERBS

    def put(self, ours: str | None) -> float:
        """The cost of having sent it for one of ours. What is a word of ours fills no variable."""
        if ours is None:
            return FAR if self.is_known else FILLED if _LIKE_AN_ID.search(self.text) else FILLED_BY_A_WORD
        return self.words.get(ours, FAR)

    @property
    def drop(self) -> float:
        """The cost of having sent it for nothing."""
        return KNOWN_TOO_MUCH if self.is_known else TOO_MUCH


@dataclass(frozen=True)
class _Asked:
    """A path after its base, whose surface it seems to be meant for, and a method."""

    segments: Sequence[_Segment]
    surface: Surface
    method: str


@dataclass(frozen=True)
class _Offer:
    """A place that may have been meant, with the methods that were."""

    cost: float
    place: Place
    methods: tuple[str, ...]


def endpoint_not_found(path: str, method: str) -> EndpointNotFound:
    """Return the refusal of a path, with the endpoint that was probably meant if one is near."""
    nearest = min(_offers(path, method), key=lambda offer: offer.cost, default=None)
    if nearest is None or nearest.cost > MOST:
        return EndpointNotFound(path=path)
    return EndpointNotFound(path=path, suggestion=nearest.place.path, methods=nearest.methods)


def _offers(path: str, method: str) -> Iterator[_Offer]:
    """Each place with its cost; without a word that is a method here, too."""
    segments = _segments(path)
    if len(path) > LONGEST_PATH or len(segments) > MOST_SEGMENTS:
        return
    sent = list(_sent(segments))
    surface = surface_of(path) or PARTNER
    for place in _places(settings.ROOT_URLCONF):
        yield _Offer(_cost(_Asked(sent, surface, method), place), place, place.methods)
    verb = VERBS.get(segments[-1]) if segments else None
    for place in _places(settings.ROOT_URLCONF):
        if verb is not None and verb in place.methods:
            yield _Offer(VERB + _cost(_Asked(sent[:-1], surface, verb), place), place, (verb,))


def _segments(path: str) -> list[str]:
    """The segments of a path after its base, whatever base that is."""
    segments = [segment for segment in path.casefold().split("/") if segment]
    while segments and _BASE.fullmatch(segments[0]):
        del segments[0]
    return segments


def _sent(segments: Sequence[str]) -> Iterator[_Segment]:
    """What each may mean; the first that are unknown are compared with all of ours."""
    known, left = _known(settings.ROOT_URLCONF), MOST_MISSPELT
    for segment in segments:
        form = plain(segment)
        words = dict.fromkeys(known.get(form, ()), 0.0)
        words |= {ours: OTHER_WORD for ours, others in OTHER_WORDS.items() if form in others and ours not in words}
        if not words and left and len(segment) <= LONGEST:
            left -= 1
            words = {ours: MISSPELT for near in get_close_matches(form, known, cutoff=NEAR) for ours in known[near]}
        yield _Segment(segment, words)


def _cost(asked: _Asked, place: Place) -> float:
    """How far a place is from what was asked for."""
    if asked.segments and not any(segment in sent.words for sent in asked.segments for segment in place.segments):
        return FAR
    elsewhere = 0 if place.surface is asked.surface else OTHER_SURFACE
    method = 0 if asked.method in place.methods else OTHER_METHOD
    return elsewhere + method + _aligned(asked.segments, place)


def _aligned(asked: Sequence[_Segment], place: Place) -> float:
    """The least cost of turning one row of segments into the other (Wagner and Fischer)."""
    row = [0.0]
    for left_out in place.left_out:
        row.append(row[-1] + left_out)
    for sent in asked:
        above, row = row, [row[0] + sent.drop]
        for at, (ours, left_out) in enumerate(zip(place.segments, place.left_out, strict=True)):
            row.append(min(above[at] + sent.put(ours), above[at + 1] + sent.drop, row[-1] + left_out))
    return row[-1]


@cache
def _known(urlconf: str) -> Mapping[str, tuple[str, ...]]:
    """The segments of all our paths that are not variables, by their plain form."""
    known: dict[str, tuple[str, ...]] = {}
    for segment in dict.fromkeys(segment for place in _places(urlconf) for segment in place.segments if segment):
        known[plain(segment)] = (*known.get(plain(segment), ()), segment)
    return known


@cache
def _places(urlconf: str) -> tuple[Place, ...]:
    """Every path of every surface, in the order of the URL lists."""
    return tuple(place for surface in SURFACES.values() for place in _places_of(surface, urlconf))


def _places_of(surface: Surface, urlconf: str) -> Iterator[Place]:
    """Its endpoints, its document, and its paths of its own, which speak MCP."""
    methods: dict[str, list[str]] = {}
    for endpoint in endpoints(surface):
        methods.setdefault(endpoint.path, []).append(endpoint.method)
    for path in dict.fromkeys(route.path for route in routes(surface, urlconf)):
        segments = (None if segment.startswith("{") else segment for segment in path.split("/") if segment)
        full = (surface.base_path + path).rstrip("/")
        yield Place(surface, full, tuple(segments), tuple(methods.get(path, ("GET",))))
    for path in surface.other_paths:
        yield Place(surface, path, tuple(path.strip("/").split("/")), ("POST",))
