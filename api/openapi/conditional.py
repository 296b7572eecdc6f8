"""How the document tells of If-None-Match and If-Match: who takes which, and in which form."""

from typing import Any, Final

from api.conditional import IF_MATCH
from api.operations import Operation

IF_NONE_MATCH: Final = "If-None-Match"

#: Every GET takes it.
UNLESS: Final[dict[str, Any]] = {
    "name": IF_NONE_MATCH,
    "in": "header",
    "required": False,
    "description": "The `ETag` of an earlier answer: while it is still the same, the answer is 304 without a body.",
    "schema": {"type": "string"},
}
#: At least one ETag; what isn't one beside it is passed over.
IF: Final[dict[str, Any]] = {
    "name": IF_MATCH,
    "in": "header",
    "required": False,
    "description": (
        "The `ETag` of the object as you know it: if it has changed since, nothing is done. `*` stands for any."
    ),
    "schema": {"type": "string", "pattern": r'^(\*|"[!#-~]*")$'},
}


def parameters(declared: Operation) -> list[dict[str, Any]]:
    """Return the header parameters of an operation that make it conditional."""
    if not declared.changes:
        return [UNLESS]
    return [IF] if declared.conditional else []
