"""Who may ask: the token of a request, and what is said to whom it doesn't admit."""

from imaging.agents import Principal
from imaging.bodies import Scope, header
from imaging.dicomweb.answers import Refused


def token_of(scope: Scope) -> str:
    """The token of ``Authorization: Bearer`` or ``X-API-Key``; "" for none."""
    scheme, _, bearer = header(scope, b"authorization").strip().partition(" ")
    return bearer.strip() if scheme.lower() == "bearer" else header(scope, b"x-api-key").strip()


def admitted(principal: Principal | None) -> Principal:
    """Raises Refused: 401 for no token or one that opens nothing, 403 for a suspended customer's."""
    if principal is None:
        raise Refused(401, "Send the token of an agent.", {"WWW-Authenticate": 'Bearer realm="DICOMweb"'})
    if not principal.may_use:
        raise Refused(403, "This customer is suspended.")
    return principal
