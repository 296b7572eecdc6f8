"""Reads JSON bodies strictly: UTF-8, an object at the top, no NaN, no key twice."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from errors_docs.exceptions import RequestTooLarge


class JsonParser(BaseParser):
    """Raises ParseError with reason and place. A key twice is refused: two readers would disagree on which counts."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        try:
            text = _read(stream).decode("utf-8")
            value = json.loads(text, object_pairs_hook=_without_duplicates, parse_constant=_refuse_constant)
            # An escaped half of a surrogate pair is JSON but no text: it could be neither stored nor echoed.
            if "\\u" in text:
                json.dumps(value, ensure_ascii=False).encode()
        except UnicodeError as wrong:
            raise ParseError("the body is not UTF-8 text") from wrong
        except RecursionError as wrong:
            raise ParseError("the body is nested too deeply") from wrong
        except ValueError as wrong:
            raise ParseError(f"the body is not valid JSON: {wrong}") from wrong
        if not isinstance(value, dict):
            raise ParseError("the body must be a JSON object")
        return value


def _read(stream: IO[Any]) -> bytes:
    """The whole body. Raises RequestTooLarge: the server in front bounds it already, another one might not."""
    body: bytes = stream.read(settings.MAX_BODY_BYTES + 1)
    if len(body) > settings.MAX_BODY_BYTES:
        raise RequestTooLarge(limit_bytes=settings.MAX_BODY_BYTES)
    return body


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ParseError("the body has a key twice in one object")
    return value


def _refuse_constant(name: str) -> None:
    raise ParseError(f"the body has {name}, which is not JSON")
