"""What the judge says of a file that is taken."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Judged:
    """The type of a document's content, and whether it has fields to fill in."""

    type: str
    has_form: bool = False
