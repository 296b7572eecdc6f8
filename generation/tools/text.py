"""Text of artefacts and of inputs: bounded, so that a schema bounds an upstream's answer, and fit to be stored.

The bounds are wider than a good answer needs: not every server enforces them, and a long sentence is no failure.
"""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

# PostgreSQL's jsonb holds neither. pydantic itself refuses surrogates, which have no UTF-8 form.
NULL: Final = "\0"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def storable(text: str) -> str:
    """The text itself. Raises PydanticCustomError if it has a character that the database can't hold."""
    if NULL in text:
        raise PydanticCustomError("null_characters_not_allowed", "Null characters are not allowed.")
    return text


def mended(text: str) -> str:
    """Text of an upstream without what can't be stored: one odd character is no reason to throw a result away."""
    return _SURROGATE.sub("\ufffd", text.replace(NULL, ""))


#: A name or a label.
Name = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(storable)]
#: A few words to a sentence: an element of a list.
Line = Annotated[str, StringConstraints(min_length=1, max_length=400), AfterValidator(storable)]
#: Some sentences.
Paragraph = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(storable)]
