"""Runs a tool against an upstream, as the endpoints do."""

import asyncio
import contextlib
import time
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from errors_docs.exceptions import DomainError
from generation.providers.openai_compatible import OpenAiCompatible
from generation.run import Made, make
from generation.tools import TOOLS, Tool
from tests.generation.samples import IDEA
from tests.generation.upstream.stand_in import Answer, StandIn, stand_in

LIMIT = 200_000
Result = TypeVar("Result")


@dataclass(frozen=True)
class Asked:
    """How one call ended: with a result or with an error, after so many seconds."""

    made: Made | None
    error: DomainError | None
    seconds: float
    upstream: StandIn

    @property
    def failed(self) -> str:
        """The name of the error's class; empty for a result."""
        return type(self.error).__name__ if self.error else ""


def research_within(seconds: int) -> Tool:
    """Research with another deadline."""
    return replace(TOOLS["research"], deadline_seconds=seconds)


def ask(*answers: Answer, seconds: int = 90, **given: Any) -> Asked:
    """One call of research against a stand-in with these answers."""

    async def call() -> Asked:
        async with stand_in(*answers) as upstream:
            return await ask_at(upstream, seconds, **given)

    return within(call())


async def ask_at(upstream: StandIn, seconds: int = 90, **given: Any) -> Asked:
    """One call of research, by a provider of its own."""
    async with contextlib.aclosing(provider_of(upstream)) as provider:
        return await _ask_by(provider, upstream, seconds, **given)


async def research_many(upstream: StandIn, count: int) -> list[Asked]:
    """So many calls of research at once, by one provider."""
    async with contextlib.aclosing(provider_of(upstream)) as provider:
        return await asyncio.gather(*(_ask_by(provider, upstream, 90) for _ in range(count)))


def provider_of(upstream: StandIn) -> OpenAiCompatible:
    """Pauses between attempts are short, unless the upstream asks for longer ones."""
    return OpenAiCompatible(
        base_url=upstream.base_url, api_key="sk-test", model="m", max_answer_bytes=LIMIT, pauses=(0.01, 0.01, 0.01)
    )


async def _ask_by(provider: OpenAiCompatible, upstream: StandIn, seconds: int, **given: Any) -> Asked:
    tool = research_within(seconds)
    started = time.monotonic()
    made, error = None, None
    try:
        made = await make(tool, tool.input.model_validate({"idea": IDEA, **given}), provider)
    except DomainError as refused:
        error = refused
    return Asked(made, error, time.monotonic() - started, upstream)


def within(work: Coroutine[Any, Any, Result], seconds: float = 60) -> Result:
    """Runs it in a loop of its own, with a bound."""
    return asyncio.run(asyncio.wait_for(work, seconds))
