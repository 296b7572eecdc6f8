"""The Content-Encoding of a body: only bodies that are sent as they are can be read."""

from typing import Final

IDENTITY: Final = "identity"


def is_identity(content_encoding: str) -> bool:
    """Return whether the header, "" for none, names no coding but identity."""
    return all(coding.strip().lower() in ("", IDENTITY) for coding in content_encoding.split(","))
