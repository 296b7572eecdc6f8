"""A run of a tool: the deadline over everything, the steps of blueprint, and nothing handed on that isn't valid."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from pydantic import BaseModel

from errors_docs.exceptions import GenerationFailed, GenerationTimeout
from generation.providers.provider import Provider, SecondsLeft
from generation.run import Made, make
from generation.tools import TOOLS, Tool
from tests.generation.samples import ARCHITECTURE, BLUEPRINT, FEATURES, IDEA, PHASES, RESEARCH
from tests.generation.upstream.asking import within

GOOD: dict[str, Any] = {"research": RESEARCH, "architecture": ARCHITECTURE, "features": FEATURES, "phases": PHASES}


@dataclass
class Scripted:
    """Answers by tool, after ``seconds`` each; an exception is raised. ``asked`` is what it was given, as JSON."""

    answers: dict[str, Any]
    seconds: float = 0
    name: str = "scripted"
    model: str = "none"
    offline: bool = True
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    left: list[float] = field(default_factory=list)

    async def complete(self, tool: Tool, given: BaseModel, seconds_left: SecondsLeft) -> Any:
        self.asked.append((tool.name, given.model_dump(mode="json", by_alias=True, exclude_none=True)))
        self.left.append(seconds_left())
        await asyncio.sleep(self.seconds)
        answer = self.answers[tool.name]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def aclose(self) -> None:
        pass


def run(tool: Tool, provider: Provider, **given: Any) -> Made:
    return within(make(tool, tool.input.model_validate({"idea": IDEA, **given}), provider))


def test_a_blueprint_feeds_each_step_with_the_results_before_it() -> None:
    provider = Scripted(GOOD)
    made = run(TOOLS["blueprint"], provider, context="Only for Spain", projectId="prj_1")
    assert made == Made(BLUEPRINT, "scripted", "none", offline=True)
    brief = {"idea": IDEA, "context": "Only for Spain", "projectId": "prj_1"}
    assert provider.asked == [
        ("research", brief),
        ("architecture", {**brief, "research": RESEARCH}),
        ("features", {**brief, "research": RESEARCH, "architecture": ARCHITECTURE}),
        ("phases", {**brief, "features": FEATURES}),
    ]


def test_a_blueprint_ends_with_its_first_bad_step() -> None:
    provider = Scripted({**GOOD, "architecture": {**ARCHITECTURE, "nodes": []}})
    with pytest.raises(GenerationFailed):
        run(TOOLS["blueprint"], provider)
    assert [name for name, _ in provider.asked] == ["research", "architecture"]


def test_the_deadline_of_a_blueprint_is_one_for_all_its_steps() -> None:
    provider = Scripted(GOOD, seconds=0.4)
    with pytest.raises(GenerationTimeout) as refused:
        run(replace(TOOLS["blueprint"], deadline_seconds=1), provider)
    assert refused.value.timeout_seconds == 1
    assert [name for name, _ in provider.asked] == ["research", "architecture", "features"]
    first, second, third = provider.left
    assert 1 >= first > second + 0.35 > third + 0.7


@pytest.mark.parametrize("answer", [None, "text", [], {}, {**RESEARCH, "trends": ["x" * 401]}, {"summary": RESEARCH}])
def test_what_the_schema_does_not_allow_is_a_failure(answer: Any) -> None:
    with pytest.raises(GenerationFailed):
        run(TOOLS["research"], Scripted({"research": answer}))


@pytest.mark.parametrize("make_crash", [lambda: RuntimeError(IDEA), lambda: TimeoutError(IDEA), lambda: KeyError(IDEA)])
def test_a_crash_of_a_provider_is_a_failure_whose_log_has_no_words_of_the_idea(
    make_crash: Callable[[], Exception], caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(GenerationFailed):
        run(TOOLS["research"], Scripted({"research": make_crash()}))
    assert f"research crashed with {type(make_crash()).__name__}" in caplog.text
    assert IDEA not in caplog.text


def test_a_caller_who_gives_up_is_not_told_of_a_failure() -> None:
    async def give_up() -> None:
        tool = TOOLS["research"]
        call = asyncio.create_task(make(tool, tool.input.model_validate({"idea": IDEA}), Scripted(GOOD, seconds=60)))
        await asyncio.sleep(0)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call

    within(give_up())
