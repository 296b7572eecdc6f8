"""The API key of a request: where it is looked for, and what is said where none came."""

import re
from typing import Final
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest

from api.hints import KEY_NAMES
from errors_docs.exceptions import ConflictingKeys, MissingKey
from foundation.nearest import plain

BEARER: Final = "bearer"
#: Headers, as Django keeps them, in which other APIs take a key.
OTHER_HEADERS: Final = (
    "HTTP_API_KEY",
    "HTTP_APIKEY",
    "HTTP_X_APIKEY",
    "HTTP_X_API_TOKEN",
    "HTTP_X_AUTH_TOKEN",
    "HTTP_X_ACCESS_TOKEN",
    "HTTP_X_AUTHORIZATION",
    "HTTP_TOKEN",
)
#: So much of a query is looked at.
LONGEST_QUERY: Final = 4096
#: Schemes of RFC 9110 are tokens; what isn't one, or is one alone, is a key without a scheme.
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z-]*")


def presented_key(request: HttpRequest) -> str:
    """Return the key of ``Authorization: Bearer`` or ``X-API-Key``.

    Raises MissingKey, or ConflictingKeys if they differ.
    """
    scheme, _, bearer = str(request.META.get("HTTP_AUTHORIZATION", "")).strip().partition(" ")
    keys = {bearer.strip() if scheme.lower() == BEARER else "", str(request.META.get("HTTP_X_API_KEY", "")).strip()}
    keys.discard("")
    if not keys:
        raise MissingKey(reason=_why_missing(request))
    if len(keys) > 1:
        raise ConflictingKeys
    return keys.pop()


def _why_missing(request: HttpRequest) -> str:
    """The reason of a MissingKey, the gravest first: a key in an address is known to others by now."""
    if _is_in_query(str(request.META.get("QUERY_STRING", ""))):
        return "in_query"
    authorization = str(request.META.get("HTTP_AUTHORIZATION", "")).strip()
    if authorization:
        return _why_not_bearer(authorization)
    if "HTTP_AUTHORIZATION" in request.META or "HTTP_X_API_KEY" in request.META:
        return "empty"
    return "other_header" if any(request.META.get(name) for name in OTHER_HEADERS) else "no_key"


def _why_not_bearer(authorization: str) -> str:
    """For an Authorization that is not Bearer and a key."""
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() == BEARER:
        return "empty"
    if scheme.lower() == "basic":
        return "basic_auth"
    return "other_scheme" if rest and _SCHEME.fullmatch(scheme) else "no_scheme"


def _is_in_query(query: str) -> bool:
    """Whether a query has a parameter for a key, or one of our keys under any name."""
    prefixes = tuple(f"{prefix}_" for prefix in settings.KEY_PREFIXES.values())
    pairs = parse_qsl(query[:LONGEST_QUERY])
    return any(plain(name) in KEY_NAMES or value.startswith(prefixes) for name, value in pairs)
