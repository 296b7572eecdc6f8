"""Reads a chat completion: its one choice, and the JSON in that. Only what is needed, so that sloppy servers pass."""

import json
import logging
from typing import Annotated, Any, Final, NoReturn

from pydantic import BaseModel, Field, ValidationError

from errors_docs.exceptions import GenerationFailed

logger: Final = logging.getLogger("tollgate.generation")

#: How a server says that the text is not all of it.
UNFINISHED: Final = ("length", "content_filter")


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Completion(BaseModel):
    choices: Annotated[list[_Choice], Field(min_length=1)]


def content_of(body: bytes) -> Any:
    """The JSON value that the model wrote. Raises GenerationFailed, with the reason logged but none of the words."""
    try:
        choice = _Completion.model_validate_json(body).choices[0]
    except ValidationError:
        _fail("the answer is no chat completion")
    if choice.message.refusal:
        _fail("the model refused")
    if choice.finish_reason in UNFINISHED:
        _fail(f"the model stopped early: {choice.finish_reason}")
    return _parsed(choice.message.content or "")


def _parsed(text: str) -> Any:
    # RecursionError: thousands of opening brackets are a few bytes each.
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        _fail("the model's text is not JSON" if text else "the model said nothing")


def _fail(reason: str) -> NoReturn:
    logger.warning("%s", reason)
    raise GenerationFailed
