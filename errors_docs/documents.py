"""Pages that are made once and then only handed out: the catalogue doesn't change while a process runs."""

import gzip
import hashlib
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

HTML: Final = "text/html; charset=utf-8"
MARKDOWN: Final = "text/markdown; charset=utf-8"
JSON: Final = "application/json"
#: Short: after an update of the server nobody reads old advice for longer than this. A check costs a 304.
CACHE_CONTROL: Final = "public, max-age=60"

_GZIP: Final = re.compile(r"\bgzip\b")
_NO_GZIP: Final = re.compile(r"\bgzip\s*;\s*q=0(\.0*)?\s*(,|$)")


@dataclass(frozen=True)
class Document:
    """A finished text, plain and compressed; the tag is weak because both stand for the same text."""

    content_type: str
    body: bytes
    compressed: bytes
    etag: str


def document(content_type: str, text: str) -> Document:
    """A document of this text."""
    body = text.encode()
    tag = hashlib.sha256(content_type.encode() + body).hexdigest()[:32]
    return Document(content_type, body, gzip.compress(body, mtime=0), f'W/"{tag}"')


def kept(content_type: str) -> Callable[[Callable[..., str]], Callable[..., Document]]:
    """Makes a function of text into one of a document that is made once for each arguments.

    So the arguments must come from a bounded set: names of surfaces and published codes, never a request's own words.
    While developing (DEBUG) nothing is kept, so that a changed template shows. One thread makes, others wait for it:
    what makes the OpenAPI document can't be run twice at once.
    """

    def decorate(make: Callable[..., str]) -> Callable[..., Document]:
        making = threading.Lock()

        @cache
        def made(base_url: str, *key: str) -> Document:
            return document(content_type, make(*key))

        @wraps(make)
        def answer(*key: str) -> Document:
            with making:
                if settings.DEBUG:
                    made.cache_clear()
                return made(settings.BASE_URL, *key)

        return answer

    return decorate


def deliver(
    request: HttpRequest, found: Document, headers: Mapping[str, str], varies: Sequence[str] = ()
) -> HttpResponse:
    """The document, or 304 for a reader who has it already. ``varies`` are the request's headers that chose it."""
    response = HttpResponse(content_type=found.content_type, headers=dict(headers))
    response["Cache-Control"] = CACHE_CONTROL
    response["ETag"] = found.etag
    response["Vary"] = ", ".join(["Accept-Encoding", *varies])
    if _accepts_gzip(request):
        response["Content-Encoding"] = "gzip"
        response.content = found.compressed
    else:
        response.content = found.body
    unchanged = get_conditional_response(request, etag=found.etag, response=response)
    assert isinstance(unchanged, HttpResponse)  # given one, Django answers one
    return unchanged


def _accepts_gzip(request: HttpRequest) -> bool:
    """True if Accept-Encoding names gzip and doesn't weigh it with zero."""
    accepted = request.headers.get("Accept-Encoding", "")
    return bool(_GZIP.search(accepted)) and not _NO_GZIP.search(accepted)
