"""Text of artefacts and of inputs: bounded, so that a schema bounds an upstream's answer, and fit to be stored.

The bounds are wider than a good answer needs: not every server enforces them, and a long sentence is no failure.
"""

import re
from collections.abc import Callable
from typing import Annotated, Final

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from foundation import text

# PostgreSQL's jsonb holds neither. pydantic itself refuses surrogates, which have no UTF-8 form.
NULL: Final = "\0"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def storable(made: str) -> str:
    """The text itself. Raises PydanticCustomError if it has a character that the database can't hold."""
    if NULL in made:
        raise PydanticCustomError("null_characters_not_allowed", "Null characters are not allowed.")
    return made


def prose(typed: str) -> str:
    """Return a text that somebody typed as it is stored (foundation/text.py). Raises PydanticCustomError."""
    try:
        return text.prose(typed)
    except text.TextRefused as refused:
        raise PydanticCustomError(refused.code, "{said}", {"said": str(refused)}) from refused


def long_enough_to_see(shortest: int) -> Callable[[str], str]:
    """Return a check that so many characters of a text can be seen."""

    def check(typed: str) -> str:
        if text.visible_length(typed) < shortest:
            said = "Ensure this field has at least {min_length} characters that can be seen."
            raise PydanticCustomError("min_length", said, {"min_length": shortest})
        return typed

    return check


def mended(made: str) -> str:
    """Text of an upstream without what can't be stored: one odd character is no reason to throw a result away."""
    return _SURROGATE.sub("\ufffd", made.replace(NULL, ""))


#: A name or a label.
Name = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(storable)]
#: A few words to a sentence: an element of a list.
Line = Annotated[str, StringConstraints(min_length=1, max_length=400), AfterValidator(storable)]
#: Some sentences.
Paragraph = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(storable)]
