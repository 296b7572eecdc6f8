"""The faults that can be put into a file of SQL."""

import re
from collections.abc import Iterator
from typing import Final

from scripts.mutants.mutant import Mutant

#: What is left alone: comments, parameters and casts, settings of functions.
LEFT_ALONE: Final = re.compile(
    r"--[^\n]*|%\(\w+\)s|::\w+(\[\])?|\{\w+\}|^LANGUAGE [^\n]*|\$\$|#variable[^\n]*", re.MULTILINE
)
#: (a pattern, what takes its place).
CHANGES: Final = (
    (r"(?<=\s)<=(?=\s)", "<"),
    (r"(?<=\s)>=(?=\s)", ">"),
    (r"(?<=\s)<(?=\s)", "<="),
    (r"(?<=\s)>(?=\s)", ">="),
    (r"(?<=\s)<>(?=\s)", "="),
    (r"(?<=\s)=(?=\s)", "<>"),
    (r"(?<=\s)\+(?=\s)", "-"),
    (r"(?<=\s)-(?=\s)", "+"),
    (r"(?<=\s)\*(?=\s)", "+"),
    (r"\bAND\b", "OR"),
    (r"\bOR\b", "AND"),
    (r"\bIS NULL\b", "IS NOT NULL"),
    (r"\bIS NOT NULL\b", "IS NULL"),
    (r"\bIS DISTINCT FROM\b", "IS NOT DISTINCT FROM"),
    (r"\bNOT EXISTS\b", "EXISTS"),
    (r"\bNOT IN\b", "IN"),
    (r"\bIF NOT FOUND\b", "IF FOUND"),
    (r"\bleast\(", "greatest("),
    (r"\bgreatest\(", "least("),
    (r"\bmin\(", "max("),
    (r"\bmax\(", "min("),
    (r"\bDESC\b", "ASC"),
    (r"\b(?:FULL|LEFT) JOIN\b", "JOIN"),
    (r"\bDISTINCT ON \([^)]*\)", ""),
    (r"'[^'\n]+'", "'other'"),
)
NUMBER: Final = re.compile(r"(?<![\w.'])\d+(?![\w.'])")
#: A condition that has a line to itself.
CONDITION: Final = re.compile(r"^ +(?:AND|OR) (?:[^\n()]|\([^\n()]*\))*\n", re.MULTILINE)


def faults_of(path: str, text: str) -> Iterator[Mutant]:
    """Yield the faults of a file, in their order."""
    alone = [match.span() for match in LEFT_ALONE.finditer(text)]
    found = {Mutant(path, *match.span(), to) for pattern, to in CHANGES for match in re.finditer(pattern, text)}
    found |= {Mutant(path, *match.span(), str(int(match[0]) + 1)) for match in NUMBER.finditer(text)}
    found |= {Mutant(path, *match.span(), "") for match in CONDITION.finditer(text)}
    for mutant in sorted(found):
        if not any(start <= mutant.start < end for start, end in alone):
            yield mutant
