"""A real upstream: llama.cpp's server in a process of its own, on a model that is made here."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.generation.upstream.tiny_model import write_tiny_model
from tests.server.running import free_port

ROOT = Path(__file__).resolve().parent.parent.parent.parent
KEY = "sk-upstream"
CONTEXT = 65_536


@dataclass(frozen=True)
class Llama:
    """A server that answers."""

    base_url: str
    key: str
    process: "subprocess.Popen[str]"


@contextlib.contextmanager
def running_llama(directory: Path) -> Iterator[Llama]:
    """A server while the block runs."""
    model = directory / "tiny.gguf"
    write_tiny_model(model)
    port = free_port()
    command = [sys.executable, "-m", "tests.generation.upstream.llama", str(port), str(model), str(CONTEXT), KEY]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        try:
            # It gives up by itself, with the end of its output, if it doesn't become healthy.
            assert process.stdout.readline() == "ready\n"
            yield Llama(f"http://127.0.0.1:{port}/v1", KEY, process)
        finally:
            process.kill()


@pytest.fixture(scope="session")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Llama]:
    """One for all tests; whoever stops it must let it go on."""
    with running_llama(tmp_path_factory.mktemp("model")) as running:
        yield running
