"""The tools against a real OpenAI-compatible server: llama.cpp's own, with a real, if very small, model."""

import contextlib
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from errors_docs.exceptions import GenerationFailed, GenerationTimeout
from generation.providers.openai_compatible import OpenAiCompatible
from generation.run import Made, make
from generation.tools import TOOLS, Tool
from tests.generation.samples import ARCHITECTURE, FEATURES, IDEA, RESEARCH
from tests.generation.upstream.asking import within
from tests.generation.upstream.conftest import Llama

#: What each tool is given: its upstream artefacts, so that long questions are asked too.
GIVEN: dict[str, dict[str, Any]] = {
    "research": {},
    "architecture": {"research": RESEARCH},
    "features": {"research": RESEARCH, "architecture": ARCHITECTURE},
    "phases": {"features": FEATURES},
    "blueprint": {},
}


def generate(llama: Llama, tool: Tool, key: str = "") -> Made:
    """One call of the tool."""

    async def call() -> Made:
        provider = OpenAiCompatible(
            base_url=llama.base_url, api_key=key or llama.key, model="tiny", max_answer_bytes=1024 * 1024
        )
        async with contextlib.aclosing(provider):
            return await make(tool, tool.input.model_validate({"idea": IDEA, **GIVEN[tool.name]}), provider)

    return within(call(), 100)


@contextlib.contextmanager
def stopped(process: "subprocess.Popen[str]") -> Iterator[None]:
    """The process stands still within the block; its system still takes connections."""
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


@pytest.mark.parametrize("name", list(TOOLS))
def test_a_real_model_gives_valid_output_of_every_tool(llama: Llama, name: str) -> None:
    made = generate(llama, TOOLS[name])
    assert (made.provider, made.model, made.offline) == ("openai", "tiny", False)
    output = TOOLS[name].output.model_validate(made.result)
    assert output.model_dump(mode="json") == made.result


def test_a_wrong_key_is_a_failure(llama: Llama) -> None:
    with pytest.raises(GenerationFailed):
        generate(llama, TOOLS["research"], key="sk-wrong")


def test_a_server_that_stands_still_is_a_timeout_and_works_again_afterwards(llama: Llama) -> None:
    with stopped(llama.process), pytest.raises(GenerationTimeout) as refused:
        generate(llama, replace(TOOLS["phases"], deadline_seconds=1))
    assert refused.value.timeout_seconds == 1
    assert generate(llama, TOOLS["phases"]).result["phases"]
