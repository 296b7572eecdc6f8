"""The tools against a real OpenAI-compatible server: llama.cpp's own, with a real, if very small, model."""

import asyncio
import contextlib
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from errors_docs.exceptions import GenerationFailed, GenerationTimeout
from generation.providers.openai_compatible import OpenAiCompatible
from generation.run import Made, make
from generation.tools import TOOLS, Tool
from tests.generation.samples import ARCHITECTURE, FEATURES, IDEA, RESEARCH
from tests.generation.upstream.asking import within
from tests.generation.upstream.conftest import Llama, running_llama
from tests.waiting import eventually

#: What each tool is given: its upstream artefacts, so that long questions are asked too.
GIVEN: dict[str, dict[str, Any]] = {
    "research": {},
    "architecture": {"research": RESEARCH},
    "features": {"research": RESEARCH, "architecture": ARCHITECTURE},
    "phases": {"features": FEATURES},
    "blueprint": {},
}


#: Linux's list of connections: the fourth column is the state.
TCP_TABLE = Path("/proc/net/tcp")
ESTABLISHED = "01"


def provider_of(llama: Llama, key: str = "") -> OpenAiCompatible:
    return OpenAiCompatible(
        base_url=llama.base_url,
        api_key=key or llama.key,
        model="tiny",
        max_answer_bytes=1024 * 1024,
        pauses=(0.01, 0.01, 0.01),
    )


def generate(llama: Llama, tool: Tool, key: str = "") -> Made:
    """One call of the tool."""

    async def call() -> Made:
        async with contextlib.aclosing(provider_of(llama, key)) as provider:
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


#: Blueprint is made of all the others, so they alone are thorough.
EACH_TOOL = [name if name == "blueprint" else pytest.param(name, marks=pytest.mark.thorough) for name in TOOLS]


@pytest.mark.parametrize("name", EACH_TOOL)
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


def test_a_server_that_is_killed_within_a_call_is_a_failure(tmp_path: Path) -> None:
    async def call(llama: Llama) -> None:
        tool = TOOLS["research"]
        async with contextlib.aclosing(provider_of(llama)) as provider:
            running = asyncio.create_task(make(tool, tool.input.model_validate({"idea": IDEA}), provider))
            await asyncio.to_thread(wait_for_connection, llama)
            llama.process.kill()
            with pytest.raises(GenerationFailed):
                await running

    with running_llama(tmp_path) as llama, stopped(llama.process):
        within(call(llama))


def wait_for_connection(llama: Llama) -> None:
    """Returns once somebody is connected to the server, whether it has noticed or not."""
    local = f"0100007F:{urlsplit(llama.base_url).port:04X}"
    connected = [local, ESTABLISHED]
    eventually(lambda: any(line.split()[1:4:2] == connected for line in TCP_TABLE.read_text().splitlines()))
