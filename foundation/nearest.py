"""The name that was probably meant by one that doesn't exist: "customers" for "custmer"."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from itertools import islice
from types import MappingProxyType
from typing import Final

#: A longer name is not a misspelt one of ours, and comparing takes time that grows with its square.
LONGEST: Final = 40
#: More names than any list of ours has.
MOST: Final = 300
#: How alike two names must be, from 0 to 1 (difflib). "plan" and "planId" are 0.8, "page" and "name" 0.5.
NEAR: Final = 0.7
#: What nobody means when they mistype a letter: _ and - between words, dots, brackets, blanks.
_MARKS: Final = re.compile(r"[\W_]+")
NO_SYNONYMS: Final[Mapping[str, Sequence[str]]] = MappingProxyType({})


def plain(name: str) -> str:
    """Return a name without case and marks, in which plan_id, PlanID and planId are one."""
    return _MARKS.sub("", name).casefold()


def nearest(name: str, known: Iterable[str], synonyms: Mapping[str, Sequence[str]] = NO_SYNONYMS) -> str | None:
    """Return the known name that was probably meant, None if none is near.

    ``synonyms`` has by the plain form of a word the names that it may stand for; the first that is known counts.
    """
    if len(name) > LONGEST:
        return None
    forms: dict[str, str] = {}
    for one in islice(known, MOST):
        forms.setdefault(plain(one), one)
    wanted = plain(name)
    for form in (wanted, *map(plain, synonyms.get(wanted, ()))):
        if form in forms:
            return forms[form]
    close = get_close_matches(wanted, forms, n=1, cutoff=NEAR)
    return forms[close[0]] if close else None
