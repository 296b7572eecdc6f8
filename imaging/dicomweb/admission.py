"""Who may ask: the token of a request, and what is said to whom it doesn't admit."""

from typing import Final

from foundation.asgi import Scope, header, is_repeated
from imaging.agents import Principal
from imaging.dicomweb.answers import Refused

#: Headers that mean one thing: of two values one would be dropped.
SINGLE_HEADERS: Final = ("Authorization", "X-API-Key", "Content-Type")


def refuse_repeated_headers(scope: Scope) -> None:
    """Raise Refused for a header that came more than once and may not."""
    for name in SINGLE_HEADERS:
        if is_repeated(scope, name.lower().encode()):
            raise Refused(400, f"{name} was sent more than once: send it once.")


def token_of(scope: Scope) -> str:
    """Return the token of ``Authorization: Bearer`` or ``X-API-Key``, "" for none. Raises Refused if they differ."""
    scheme, _, bearer = header(scope, b"authorization").strip().partition(" ")
    tokens = {bearer.strip() if scheme.lower() == "bearer" else "", header(scope, b"x-api-key").strip()} - {""}
    if len(tokens) > 1:
        raise Refused(400, "Authorization and X-API-Key carry two different tokens: send one.")
    return tokens.pop() if tokens else ""


def may_store(principal: Principal | None) -> Principal:
    """Raise Refused: 401 for no token or one that opens nothing, 403 for a suspended customer's."""
    known = _known(principal)
    if not known.may_store:
        raise Refused(403, "This customer is suspended, or its account is inactive.")
    return known


def may_read(principal: Principal | None) -> Principal:
    """Raise Refused as may_store does, but let a suspended customer's agents read until its grace has ended."""
    known = _known(principal)
    if not known.may_read:
        said = "This customer is suspended, or its account is inactive, and the time to read what it stored is over."
        raise Refused(403, said)
    return known


def _known(principal: Principal | None) -> Principal:
    if principal is None:
        raise Refused(401, "Send the token of an agent.", {"WWW-Authenticate": 'Bearer realm="DICOMweb"'})
    return principal
