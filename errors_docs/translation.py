"""Refusals that DRF and Django raise on their own, told as domain errors."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from rest_framework import exceptions as drf

from errors_docs.exceptions import (
    DomainError,
    EndpointNotFound,
    FieldProblem,
    InvalidHost,
    MalformedJson,
    MethodNotAllowed,
    MissingKey,
    RequestTooLarge,
    UnsupportedMediaType,
    ValidationFailed,
)
from errors_docs.exceptions.request import MOST_PROBLEMS


def domain_error(error: Exception, allowed_methods: list[str], media_types: list[str]) -> DomainError | None:
    """The domain error that says the same, or None for a crash: what nobody foresaw must stay visible as one."""
    match error:
        case DomainError():
            return error
        case drf.ValidationError():
            return ValidationFailed(problems_of(error))
        case drf.ParseError():
            return MalformedJson([FieldProblem("", str(error.detail), "invalid_json")])
        case drf.NotAuthenticated():
            return MissingKey()
        case drf.MethodNotAllowed():
            return MethodNotAllowed(method=_method(error), allowed=allowed_methods)
        case drf.UnsupportedMediaType():
            return UnsupportedMediaType("Content-Type", _media_type(error), media_types)
        case drf.NotFound() | Http404():
            return EndpointNotFound(path="")
        case RequestDataTooBig():
            return RequestTooLarge(limit_bytes=settings.MAX_BODY_BYTES)
        case DisallowedHost():
            return InvalidHost()
        case BadRequest() | SuspiciousOperation() | MultiPartParserError() | UnreadablePostError():
            return ValidationFailed([FieldProblem("", "The request could not be read.", "malformed_request")])
    return None


def _method(error: drf.MethodNotAllowed) -> str:
    """The refused method; DRF keeps it only in its sentence: Method "PUT" not allowed."""
    parts = str(error.detail).split('"')
    return parts[1] if len(parts) == 3 else ""


def _media_type(error: drf.UnsupportedMediaType) -> str:
    """The refused Content-Type; DRF keeps it only in its sentence: Unsupported media type "text/x" in request."""
    return str(error.detail).partition('"')[2].rpartition('"')[0]


def problems_of(error: drf.ValidationError) -> list[FieldProblem]:
    """The first problems, and one more if there are more than are ever told."""
    return list(islice(_problems(error.detail), MOST_PROBLEMS + 1))


def _problems(detail: Any, path: str = "") -> Iterator[FieldProblem]:
    """Walks DRF's nested details: {"addOns": {"extraServers": [..]}} gives one problem at addOns.extraServers."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _problems(inner, path if name == "non_field_errors" else _joined(path, str(name)))
    elif isinstance(detail, list):
        for position, inner in enumerate(detail):
            yield from _problems(inner, path if isinstance(inner, str) else _joined(path, str(position)))
    else:
        code = getattr(detail, "code", "invalid")
        # A code may carry what was probably meant (api/hints.py).
        yield FieldProblem(path, str(detail), str(code), getattr(code, "suggestion", None))


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
