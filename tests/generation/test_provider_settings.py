"""Which provider the settings choose, and which settings refuse to start."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import override_settings

from generation.providers import configured_provider
from tests.generation.upstream.asking import within
from tests.postgres import OWN_SETTINGS

ROOT = Path(__file__).resolve().parent.parent.parent
NEEDED = {"SECRET_KEY": OWN_SETTINGS["SECRET_KEY"], "DATABASE_URL": "postgresql://localhost/unused"}


def start(**variables: str) -> tuple[int, str]:
    """The exit code and the complaints of a process that loads the settings with these variables."""
    environment = {"PATH": os.environ["PATH"], **NEEDED, **variables}
    command = [sys.executable, "-c", "import config.settings"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stderr


@pytest.mark.parametrize(
    "variables",
    [
        {"GENERATION_PROVIDER": "openai", "GENERATION_MODEL": "m", "GENERATION_API_KEY": "sk-1"},
        {"GENERATION_PROVIDER": "openai", "GENERATION_MODEL": "m", "GENERATION_BASE_URL": "http://localhost:8080/v1"},
        {"GENERATION_PROVIDER": "offline", "GENERATION_MODEL": "m", "GENERATION_API_KEY": "sk-1"},
        {"GENERATION_TEST_ACCOUNTS": "all"},
        {"GENERATION_TEST_ACCOUNTS": "acc_06f7vq4c5x9k2m8r3t6w1y0z4b, acc_06f7vq4c5x9k2m8r3t6w1y0z4c"},
    ],
)
def test_these_settings_start(variables: dict[str, str]) -> None:
    assert start(**variables) == (0, "")


@pytest.mark.parametrize(
    ("variables", "id"),
    [
        ({"GENERATION_PROVIDER": "magic"}, "tollgate.E030"),
        ({"GENERATION_BASE_URL": "localhost:8080/v1"}, "tollgate.E031"),
        ({"GENERATION_BASE_URL": "https://user:secret@api.example.com/v1"}, "tollgate.E031"),
        ({"GENERATION_BASE_URL": "https://api.example.com/v1?key=1"}, "tollgate.E031"),
        ({"GENERATION_PROVIDER": "openai", "GENERATION_API_KEY": "sk-1"}, "tollgate.E032"),
        ({"GENERATION_PROVIDER": "openai", "GENERATION_MODEL": "m"}, "tollgate.E033"),
        ({"GENERATION_MODEL": "m"}, "tollgate.E034"),
        ({"GENERATION_API_KEY": "sk-1"}, "tollgate.E034"),
        ({"GENERATION_MAX_ANSWER_BYTES": "100"}, "tollgate.E035"),
        ({"GENERATION_TEST_ACCOUNTS": "all,acc_06f7vq4c5x9k2m8r3t6w1y0z4b"}, "tollgate.E042"),
        ({"GENERATION_TEST_ACCOUNTS": "Acme Imaging"}, "tollgate.E042"),
    ],
)
def test_these_settings_refuse_to_start(variables: dict[str, str], id: str) -> None:
    code, complaints = start(**variables)
    assert code == 78
    assert complaints.count("error: tollgate.") == 1
    assert f"error: {id} GENERATION_" in complaints
    assert "secret" not in complaints


def test_the_provider_is_offline_unless_chosen() -> None:
    provider = configured_provider()
    assert (provider.name, provider.offline) == ("offline", True)


def test_the_chosen_provider_has_the_chosen_model_and_closes_twice() -> None:
    async def open_and_close() -> tuple[str, str, bool]:
        provider = configured_provider()
        async with contextlib.aclosing(provider):
            await provider.aclose()
        return provider.name, provider.model, provider.offline

    with override_settings(GENERATION_PROVIDER="openai", GENERATION_MODEL="m", GENERATION_API_KEY=""):
        assert within(open_and_close()) == ("openai", "m", False)
