"""The one input check of both APIs: what came with a request against what its operation declares.

It runs for every operation, before anything is done: an undeclared query parameter or body, a name that comes twice,
a header that comes twice, a body that is compressed. What is declared is then read by the operation's own serializers.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final
from urllib.parse import parse_qsl

from django.http import HttpRequest
from rest_framework.exceptions import ValidationError
from rest_framework.serializers import BaseSerializer

from api.operations import JSON, Operation
from api.parsers import json_object
from api.serializers import QuerySerializer
from errors_docs.exceptions import FieldProblem, UnsupportedMediaType, ValidationFailed
from errors_docs.exceptions.request import MOST_PROBLEMS
from errors_docs.translation import problems_of
from foundation.content_coding import IDENTITY, is_identity

#: In a request's META: names of headers that came more than once, in lower case. Their values are joined by then, so
#: the server's shell says it.
REPEATED_HEADERS: Final = "tollgate.repeated_headers"
#: Of these the second value would be dropped, or read as a part of the first.
SINGLE_HEADERS: Final = ("Idempotency-Key", "Content-Type")
MOST_PARAMETERS: Final = 1000

#: What many clients send when there is nothing to send: nothing, blanks, an empty object, a form without a part.
_NOTHING: Final = re.compile(rb"[ \t\r\n]*(?:\{[ \t\r\n]*\}[ \t\r\n]*)?|--[^\r\n]{1,70}--[\r\n]*")


class NoQuery(QuerySerializer):
    """The query string of an operation that declares none."""


def read_input(request: HttpRequest, declared: Operation) -> dict[str, Any]:
    """Return the validated query string.

    Raises ValidationFailed with every problem, MalformedJson for an undeclared body that is not JSON,
    UnsupportedMediaType for a body that is compressed.
    """
    meta = request.META
    refuse_repeated_headers(request, SINGLE_HEADERS)
    undeclared: Iterator[FieldProblem] = iter(())
    if meta.get("CONTENT_LENGTH") not in (None, "", "0"):
        refuse_encoding(meta.get("HTTP_CONTENT_ENCODING", ""))
        if declared.body is None:
            undeclared = _undeclared_body(request, declared)
    query_string = str(meta.get("QUERY_STRING", ""))
    values: dict[str, Any] = {}
    problems: list[FieldProblem] = []
    if query_string or declared.query is not None:
        values, problems = _query(query_string.encode("latin-1"), declared.query or NoQuery)
    problems += islice(undeclared, MOST_PROBLEMS + 1)
    if problems:
        raise ValidationFailed(problems)
    return values


def refuse_encoding(content_encoding: str) -> None:
    """Raise UnsupportedMediaType unless the header, "" for none, says that the body is as it is."""
    if not is_identity(content_encoding):
        raise UnsupportedMediaType("Content-Encoding", content_encoding, (IDENTITY,))


def refuse_repeated_headers(request: HttpRequest, single: Sequence[str]) -> None:
    """Raise ValidationFailed for each of these headers that came more than once."""
    repeated = request.META.get(REPEATED_HEADERS, ())
    problems = [
        FieldProblem(name, "This header was sent more than once: send it once.", "repeated")
        for name in single
        if name.lower() in repeated
    ]
    if problems:
        raise ValidationFailed(problems)


def _query(raw: bytes, expected: type[BaseSerializer[Any]]) -> tuple[dict[str, Any], list[FieldProblem]]:
    """Return the values and the problems of a query string."""
    try:
        # As text, because parse_qsl puts what it decoded of bytes back into ASCII.
        pairs = parse_qsl(raw.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except UnicodeDecodeError:
        return {}, [FieldProblem("", "The query string is not percent-encoded UTF-8.", "malformed_request")]
    except ValueError:
        words = f"The query string has more than {MOST_PARAMETERS} parameters."
        return {}, [FieldProblem("", words, "malformed_request")]
    serializer = expected(data=dict(pairs))
    problems = _repeated(pairs, serializer)
    told = {problem.field for problem in problems}
    try:
        serializer.is_valid(raise_exception=True)
    except ValidationError as wrong:
        return {}, [*problems, *(problem for problem in problems_of(wrong) if problem.field not in told)]
    return dict(serializer.validated_data), problems


def _repeated(pairs: list[tuple[str, str]], serializer: BaseSerializer[Any]) -> list[FieldProblem]:
    """Return a problem for each known name that comes more than once: two readers would disagree on which counts."""
    known = getattr(serializer, "fields", {})
    times = Counter(name for name, _ in pairs if name in known)
    return [
        FieldProblem(name, f"This was sent {count} times: send it once.", "repeated")
        for name, count in times.items()
        if count > 1
    ]


def _undeclared_body(request: HttpRequest, declared: Operation) -> Iterator[FieldProblem]:
    """Yield a problem for each field of a body where none is taken. An empty one, or {}, is fine in any type."""
    body = request.body
    if _NOTHING.fullmatch(body):
        return
    media_type = (request.content_type or "").strip().lower()
    if media_type not in ("", JSON):
        words = f"This operation takes no body: send none. One of type {media_type} came."
        yield FieldProblem("", words, "unexpected_body")
        return
    queried = getattr(declared.query(), "fields", {}) if declared.query else {}
    for name in json_object(body):
        if name in queried:
            yield FieldProblem(name, f"This belongs in the query string: ?{name}=…", "unknown_field")
        else:
            yield FieldProblem(name, "This operation takes no body: send none, or {}.", "unknown_field")
