"""What an idea is about, read from its words by rules. English words are understood best; any text gives a subject."""

import re
from dataclasses import dataclass
from typing import Final

from generation.offline.domains import DOMAINS, GENERAL, Domain
from generation.offline.traits import TRAITS, Trait
from generation.tools.tool import Brief

_WORD: Final = re.compile(r"[\w-]+")
_OPENING: Final = re.compile(
    r"^(?:(?:(?:i|we)\s+(?:want|would like|plan|need)\s+)?(?:to\s+)?(?:build|make|create|have)\s+)?(?:an?\s+|the\s+)?",
    re.IGNORECASE,
)
_END: Final = re.compile(r"[.,;:!?()\n]|\s(?:that|which|who|for|to|so|where|with|because|and then)\s", re.IGNORECASE)
_AUDIENCE: Final = re.compile(r"\bfor\s+(.+)", re.IGNORECASE | re.DOTALL)
#: "for finding a flat" is a purpose, "for a small fee" a price.
_NO_AUDIENCE: Final = re.compile(r"\w+ing\b|(?:an?|the|free|me|my|it|them|each|every)\b", re.IGNORECASE)
_PROMISE: Final = re.compile(r"\b((?:(?:that|which|to|where)\s+|for\s+\w+ing\b).+)", re.IGNORECASE | re.DOTALL)
_PROMISE_END: Final = re.compile(r"[.;:!?()\n]")


@dataclass(frozen=True)
class Subject:
    """``title`` names the product, ``audience`` is whom the idea names and ``promise`` what it should do, such as
    "that reminds patients" or "to compare prices"; both may be ""."""

    title: str
    audience: str
    promise: str
    domain: Domain
    traits: tuple[Trait, ...]


def subject_of(given: Brief) -> Subject:
    """The subject of any idea; the context only adds traits, since it may be about anything."""
    idea = _OPENING.sub("", " ".join(given.idea.split()), count=1)
    words = _WORD.findall(idea.lower())
    all_words = {*words, *_WORD.findall((given.context or "").lower())}
    audience = _after(_AUDIENCE, _END, idea, 60)
    audience = "" if _NO_AUDIENCE.match(audience) else audience
    promise = _after(_PROMISE, _PROMISE_END, idea, 110)
    return Subject(
        title=_title(idea, f"for {audience}" if audience else promise),
        audience=audience,
        promise=promise,
        domain=_domain(words),
        traits=tuple(trait for trait in TRAITS if trait.keywords & all_words)[:5],
    )


def _title(idea: str, rest: str) -> str:
    """The beginning of the idea; one word alone, such as "app", says too little without what follows it."""
    title = _until(_END, idea, 60)
    if " " not in title:
        title = clipped(f"{title} {rest.partition(',')[0]}".strip(), 60)
    title = title or clipped(idea, 60) or "product"
    return title[0].upper() + title[1:]


def _domain(words: list[str]) -> Domain:
    """The industry that most words belong to; the first of equals."""
    best = max(DOMAINS, key=lambda domain: _hits(domain, words))
    return best if _hits(best, words) else GENERAL


def _hits(domain: Domain, words: list[str]) -> int:
    """A word's plural counts as the word."""
    return sum(word in domain.keywords or word.removesuffix("s") in domain.keywords for word in words)


def _after(start: re.Pattern[str], end: re.Pattern[str], text: str, length: int) -> str:
    found = start.search(text)
    return _until(end, found.group(1), length) if found else ""


def _until(end: re.Pattern[str], text: str, length: int) -> str:
    return clipped(end.split(text, maxsplit=1)[0].strip(), length)


def clipped(text: str, length: int) -> str:
    """The text if it's short enough, or else its beginning up to a word's end, with an ellipsis."""
    if len(text) <= length:
        return text
    kept = text[: length - 1]
    return (kept.rpartition(" ")[0].rstrip(" ,;:") or kept) + "…"
