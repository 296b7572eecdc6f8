"""Runs a tool: the total deadline over everything, and nothing handed on that the tool's schema doesn't allow."""

import asyncio
import logging
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from errors_docs.exceptions import GenerationFailed, GenerationTimeout
from generation.providers.provider import Provider, SecondsLeft
from generation.tools import Tool
from generation.tools.text import mended

logger: Final = logging.getLogger("tollgate.generation")


@dataclass(frozen=True)
class Made:
    """``result`` is JSON as the tool's output schema says; the rest tells who made it, for an answer's meta."""

    result: dict[str, Any]
    provider: str
    model: str
    offline: bool


async def make(tool: Tool, given: BaseModel, provider: Provider) -> Made:
    """A valid result of the tool. ``given`` is an instance of ``tool.input``.

    Raises GenerationTimeout when ``tool.deadline_seconds`` have passed in all, GenerationFailed for everything else
    that goes wrong. Why is logged, without the input's words. Never touches the database.
    """
    try:
        async with asyncio.timeout(tool.deadline_seconds) as limit:
            result = await _result(tool, given, provider, _seconds_left(limit))
    except GenerationFailed:
        raise
    except Exception as failure:
        if limit.expired():
            logger.warning("%s had no result within %s s", tool.name, tool.deadline_seconds)
            raise GenerationTimeout(timeout_seconds=tool.deadline_seconds) from None
        _log_crash(tool, failure)
        raise GenerationFailed from None
    return Made(result, provider.name, provider.model, provider.offline)


async def _result(tool: Tool, given: BaseModel, provider: Provider, seconds_left: SecondsLeft) -> dict[str, Any]:
    if not tool.steps:
        return validated(tool, await provider.complete(tool, given, seconds_left))
    made: dict[str, Any] = {}
    for step in tool.steps:
        made[step.name] = await _result(step, _fed(step, given, made), provider, seconds_left)
    return made


def _fed(step: Tool, given: BaseModel, made: Mapping[str, Any]) -> BaseModel:
    """The step's input: what the whole was asked with, and those results before it that the step takes."""
    known = {**given.model_dump(by_alias=True, exclude_none=True), **made}
    names = {field.alias or name for name, field in step.input.model_fields.items()}
    return step.input.model_validate({name: value for name, value in known.items() if name in names})


def validated(tool: Tool, answer: Any) -> dict[str, Any]:
    """The answer as the tool's schema has it. Raises GenerationFailed; the log gets the paths, not the words."""
    try:
        output = tool.output.model_validate(_mended(answer))
    except ValidationError as wrong:
        found = [(".".join(map(str, error["loc"])), error["type"]) for error in wrong.errors(include_input=False)]
        logger.warning("the answer is no output of %s: %s", tool.name, found[:5])
        raise GenerationFailed from None
    return output.model_dump(mode="json", by_alias=True)


def _mended(value: Any) -> Any:
    """The JSON value with every text fit to be stored."""
    match value:
        case str():
            return mended(value)
        case list():
            return [_mended(item) for item in value]
        case dict():
            return {name: _mended(item) for name, item in value.items()}
    return value


def _seconds_left(limit: asyncio.Timeout) -> SecondsLeft:
    def seconds_left() -> float:
        ends = limit.when()
        assert ends is not None
        return ends - asyncio.get_running_loop().time()

    return seconds_left


def _log_crash(tool: Tool, failure: Exception) -> None:
    """The traceback without its last line: an exception's message may quote the input."""
    frames = "".join(traceback.format_tb(failure.__traceback__))
    logger.error("%s crashed with %s\n%s", tool.name, type(failure).__name__, frames)
