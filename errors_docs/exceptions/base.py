"""The root of every refusal. A domain error states a fact; its code and status are a surface's catalogue's word."""

from collections.abc import Mapping


class DomainError(Exception):
    """A refusal that a caller can understand. Subclasses are dataclasses: their fields fill message and details.

    A class is looked up in the catalogue along its bases, so a surface may publish a general refusal
    (``InvalidKey``) and another surface a special case of it (``RevokedKey``) under a code of its own.
    """

    #: Which case of the refusal it is, where a code's page tells several apart; "" for the usual one.
    reason: str = ""

    #: What was probably meant instead, where something is near.
    suggestion: str | None = None

    @property
    def headers(self) -> Mapping[str, str]:
        """Response headers that belong to this refusal on every surface, e.g. Retry-After."""
        return {}

    def __str__(self) -> str:
        return type(self).__name__
