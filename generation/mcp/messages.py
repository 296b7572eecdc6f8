"""The form of a JSON-RPC message, judged before the MCP library reads it.

The library takes a request whose id is neither a text nor an integer for a notification and never answers it; a client
would wait for good. So each body is one well-formed message, or it is answered with the error of JSON-RPC 2.0.
"""

import json
from typing import Any, Final

from mcp_types import INVALID_PARAMS, INVALID_REQUEST, PARSE_ERROR

from foundation.content_coding import is_identity

#: Beyond it a number isn't the same for every reader of JSON.
LARGEST_ID: Final = 2**53 - 1
LONGEST_ID: Final = 255
UNSUPPORTED: Final = 415
NO_BATCH: Final = "A request body must be one JSON-RPC message; batches are not supported."
NO_OBJECT: Final = "The message must be a JSON object."
NO_METHOD: Final = "The message needs a method, or an id with either a result or an error."


class BadMessage(Exception):
    """The body is not one message; ``message_id`` is the id to answer with, None for none that can be repeated."""

    def __init__(self, code: int, reason: str, *, status: int = 400, message_id: Any = None) -> None:
        super().__init__(reason)
        self.code, self.reason, self.status, self.message_id = code, reason, status, message_id

    @property
    def body(self) -> bytes:
        """The error as JSON-RPC says it."""
        error = {"code": self.code, "message": self.reason}
        return json.dumps({"jsonrpc": "2.0", "id": self.message_id, "error": error}).encode()


def refuse_encoding(content_encoding: str) -> None:
    """Raise BadMessage for a compressed body."""
    if not is_identity(content_encoding):
        reason = f"The body must be sent without a Content-Encoding; {content_encoding[:80]!r} came."
        raise BadMessage(INVALID_REQUEST, reason, status=UNSUPPORTED)


def judged(body: bytes) -> bytes:
    """Return the message to hand on: the body as it came, or with the id 1 where 1.0 came. Raises BadMessage."""
    message = _message(body)
    if not isinstance(message, dict):
        raise BadMessage(INVALID_REQUEST, NO_BATCH if isinstance(message, list) else NO_OBJECT)
    message_id = _id(message)
    if message.get("jsonrpc") != "2.0":
        raise BadMessage(INVALID_REQUEST, '"jsonrpc" must be "2.0".', message_id=message_id)
    if "method" in message and not isinstance(message["method"], str):
        raise BadMessage(INVALID_REQUEST, "method must be a string.", message_id=message_id)
    if "method" not in message and not ("id" in message and ("result" in message) != ("error" in message)):
        raise BadMessage(INVALID_REQUEST, NO_METHOD, message_id=message_id)
    if not isinstance(message.get("params", {}), dict):
        raise BadMessage(INVALID_PARAMS, "params must be an object.", message_id=message_id)
    if type(message.get("id")) is float:
        return json.dumps({**message, "id": message_id}).encode()
    return body


def _message(body: bytes) -> Any:
    try:
        message = json.loads(
            body.decode("utf-8"), object_pairs_hook=_without_duplicates, parse_constant=_refuse_constant
        )
        # An escaped half of a surrogate pair is JSON but no text: it could be neither stored nor sent back.
        json.dumps(message, ensure_ascii=False).encode()
    except RecursionError as wrong:
        raise BadMessage(PARSE_ERROR, "Parse error: the body is nested too deeply") from wrong
    except UnicodeError as wrong:
        raise BadMessage(PARSE_ERROR, "Parse error: the body is not UTF-8 text") from wrong
    except ValueError as wrong:
        raise BadMessage(PARSE_ERROR, f"Parse error: {str(wrong)[:200]}") from wrong
    return message


def _id(message: dict[str, Any]) -> Any:
    """Return the id as it is answered: None without one."""
    if "id" not in message:
        return None
    given = message["id"]
    if isinstance(given, str) and len(given) <= LONGEST_ID:
        return given
    whole = type(given) is int or (isinstance(given, float) and given.is_integer())
    if whole and abs(given) <= LARGEST_ID:
        return int(given)
    reason = f"id must be a string of at most {LONGEST_ID} characters or an integer of at most 53 bits."
    raise BadMessage(INVALID_REQUEST, reason)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("an object has a key twice")
    return value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
