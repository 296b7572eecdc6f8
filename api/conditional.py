"""Conditional requests (RFC 9110, 13): ETags, 304 for a client that has an answer already, If-Match before a change."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from api.envelope import enveloped
from errors_docs.exceptions import FieldProblem, PreconditionFailed, ValidationFailed
from errors_docs.surfaces import Surface

IF_MATCH: Final = "If-Match"
ANYTHING: Final = "*"
#: RFC 9110, 8.8.3. Django's own reader cuts a tag in two at a comma.
ENTITY_TAG: Final = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')
#: RFC 9110, 5.6.1: a list may have empty elements.
_TAGS: Final = re.compile(rf"[ \t,]*{ENTITY_TAG.pattern}(?:[ \t]*,[ \t,]*{ENTITY_TAG.pattern})*[ \t,]*")
TAG_BYTES: Final = 12


@dataclass(frozen=True)
class Precondition:
    """What If-Match demands of the object that a request changes; without tags it demands nothing."""

    tags: frozenset[str]
    #: Returns the ETag that GET has of the object.
    tag_of: Callable[[Any], str]

    def refuse_unless_met(self, current: Any) -> None:
        """Raise PreconditionFailed unless a tag is the object's. Call it once the object is locked."""
        if self.tags and ANYTHING not in self.tags and self.tag_of(current) not in self.tags:
            raise PreconditionFailed


def no_tag(current: Any) -> str:
    """Return the ETag of what GET doesn't show by itself: none, so that only ``If-Match: *`` is met."""
    return ""


#: What a service checks that isn't called by a request with If-Match.
UNCONDITIONAL: Final = Precondition(frozenset(), no_tag)


def tag_of(surface: Surface, data: Any, shape: type) -> str:
    """Return the ETag of the answer to GET that has this data."""
    return strong_tag(enveloped(surface, data, shape))


def strong_tag(body: bytes) -> str:
    """Return the ETag of exactly these bytes."""
    return f'"{blake2b(body, digest_size=TAG_BYTES).hexdigest()}"'


def weak_tag(data: bytes) -> str:
    """Return the ETag of an answer in which something else than ``data`` differs from request to request."""
    return "W/" + strong_tag(data)


def precondition(request: HttpRequest, tag_of: Callable[[Any], str]) -> Precondition:
    """Read If-Match. Raises ValidationFailed for a header that is anything else than ETags, or an asterisk."""
    header = request.META.get("HTTP_IF_MATCH")
    if header is None:
        return UNCONDITIONAL
    tags = _tags(header) if header.strip() == ANYTHING or _TAGS.fullmatch(header) else frozenset()
    if not tags:
        problem = 'This must be * or ETags as GET answers them, in their quotes: "5f3a…".'
        raise ValidationFailed([FieldProblem(IF_MATCH, problem, "invalid")])
    return Precondition(tags, tag_of)


def read_answer(request: HttpRequest, body: bytes, tag: str, cache_control: str) -> HttpResponse:
    """Return the answer to a GET, or 304 without a body for a client whose If-None-Match names its ETag."""
    headers = {"Cache-Control": cache_control, "ETag": tag}
    known = request.META.get("HTTP_IF_NONE_MATCH")
    if known is not None and _names(known, tag):
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(body, headers={"Content-Type": "application/json", **headers})


def _names(header: str, tag: str) -> bool:
    """Compare weakly, as If-None-Match does: W/"a" and "a" name the same answer."""
    tags = _tags(header)
    return ANYTHING in tags or tag.removeprefix("W/") in {each.removeprefix("W/") for each in tags}


def _tags(header: str) -> frozenset[str]:
    return frozenset([ANYTHING] if header.strip() == ANYTHING else ENTITY_TAG.findall(header))
