"""How the document tells of Idempotency-Key: who takes it, and in which form."""

from typing import Any, Final

from api.operations import Operation

#: At most 255 printable characters; blanks at its ends would be lost on the way.
PARAMETER: Final[dict[str, Any]] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": (
        "A name of your own for this request, such as a UUID. Sent again within 24 hours with the same request, it "
        "gets the first answer again and nothing is done twice."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]([ -~]*[!-~])?$"},
}


def takes_key(declared: Operation) -> bool:
    """True for a method that changes something on behalf of a caller."""
    return declared.changes and declared.scope is not None
