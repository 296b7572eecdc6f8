"""Reads JSON bodies strictly: UTF-8, an object at the top, no NaN, no key twice."""

import json
import sys
from collections import Counter
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.parsers import BaseParser

from errors_docs.exceptions import FieldProblem, MalformedJson, RequestTooLarge
from errors_docs.exceptions.request import LONGEST_NAME, shortened


class JsonParser(BaseParser):
    """Raises MalformedJson with reason and place."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        return json_object(_read(stream))


def json_object(body: bytes) -> dict[str, Any]:
    """Return the object that a body is.

    Raises MalformedJson. A key twice is refused: two readers would disagree on which counts.
    """
    try:
        text = body.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_without_duplicates, parse_constant=_refuse_constant)
        # An escaped half of a surrogate pair is JSON but no text: it could be neither stored nor echoed.
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeError as wrong:
        raise _malformed("The body is not UTF-8 text.") from wrong
    except RecursionError as wrong:
        raise _malformed("The body is nested too deeply.") from wrong
    except json.JSONDecodeError as wrong:
        raise _malformed(f"The body is not valid JSON: {wrong}.") from wrong
    except ValueError as wrong:
        # Python bounds the digits of an integer, because reading one costs their square.
        raise _malformed(f"The body has an integer of more than {sys.get_int_max_str_digits()} digits.") from wrong
    if not isinstance(value, dict):
        raise _malformed("The body must be a JSON object.")
    return value


def _malformed(reason: str) -> MalformedJson:
    return MalformedJson([FieldProblem("", reason, "invalid_json")])


def _read(stream: IO[Any]) -> bytes:
    """The whole body. Raises RequestTooLarge: the server in front bounds it already, another one might not."""
    body: bytes = stream.read(settings.MAX_BODY_BYTES + 1)
    if len(body) > settings.MAX_BODY_BYTES:
        raise RequestTooLarge(limit_bytes=settings.MAX_BODY_BYTES)
    return body


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        twice = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        raise _malformed(f"An object in the body repeats the key {shortened(twice, LONGEST_NAME)}.")
    return value


def _refuse_constant(name: str) -> None:
    raise _malformed(f"The body has {name}, which is not JSON.")
