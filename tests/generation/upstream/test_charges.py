"""What a call costs when its upstream works, and when it fails in each way there is: once, and nothing."""

import asyncio
import contextlib
import json
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from generation.offline import PLANNERS
from generation.slots import slots
from generation.tools import TOOLS
from tests.calls import code
from tests.generation.samples import IDEA
from tests.generation.upstream.certificate import self_signed
from tests.generation.upstream.conftest import Llama
from tests.generation.upstream.stand_in import (
    Answer,
    StandIn,
    answers,
    completion,
    dribble,
    flood,
    half_an_answer,
    hang_up,
    says,
    silence,
    stand_in,
)
from tests.generation.workspace import make_shop
from tests.server.running import free_port

pytestmark = pytest.mark.django_db

#: By name: what the upstream does, and the code and status that it becomes.
FAULTS: dict[str, tuple[Answer, str, int]] = {
    "429": (answers(429, b"{}"), "generation_failed", 502),
    "500": (answers(500, b"{}"), "generation_failed", 502),
    "400": (answers(400, b"{}"), "generation_failed", 502),
    "empty body": (answers(200, b""), "generation_failed", 502),
    "cut JSON": (answers(200, completion("{}")[:-20]), "generation_failed", 502),
    "another shape": (says(json.dumps({"summary": "x"})), "generation_failed", 502),
    "50 MB": (flood(200, 50, declared=False), "generation_failed", 502),
    "reset": (half_an_answer, "generation_failed", 502),
    "no byte": (hang_up, "generation_failed", 502),
    "a byte at a time for ever": (dribble(0.2), "generation_timeout", 504),
    "silence": (silence, "generation_timeout", 504),
}


@contextlib.contextmanager
def in_a_thread(answer: Answer, tls: ssl.SSLContext | None = None) -> Iterator[StandIn]:
    """The stand-in beside a synchronous test."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    stack = contextlib.AsyncExitStack()
    upstream = stand_in(answer, tls=tls, scheme="https" if tls else "http")
    try:
        yield asyncio.run_coroutine_threadsafe(stack.enter_async_context(upstream), loop).result(10)
    finally:
        asyncio.run_coroutine_threadsafe(stack.aclose(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def ask(settings: Settings, base_url: str, key: str = "sk-test") -> None:
    """From now on the tools ask this upstream."""
    settings.GENERATION_PROVIDER, settings.GENERATION_BASE_URL = "openai", base_url
    settings.GENERATION_API_KEY, settings.GENERATION_MODEL = key, "tiny"


def assert_nothing_is_charged(settings: Settings, base_url: str, refused: str, status: int) -> None:
    shop = make_shop()
    ask(settings, base_url)
    answer = shop.generate(body={"idea": IDEA})
    assert (answer.status_code, code(answer)) == (status, refused)
    assert (shop.money, shop.kinds) == ((100_00, 0), ["hold", "release"])
    (generation,) = shop.generations
    assert (generation.error_code, generation.result) == (refused, None)
    assert slots.taken == 0


def test_a_real_model_is_charged_once(llama: Llama, settings: Settings) -> None:
    shop = make_shop()
    ask(settings, llama.base_url, llama.key)
    answer = shop.generate(body={"idea": IDEA})
    assert answer.status_code == 200
    TOOLS["research"].output.model_validate(answer.json()["data"])
    assert answer.json()["meta"]["model"] == "tiny"
    assert (shop.money, shop.kinds) == ((75_00, 0), ["hold", "capture"])


@pytest.mark.urls("tests.generation.upstream.short_urls")
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_the_upstream_costs_nothing(settings: Settings, name: str) -> None:
    answer, refused, status = FAULTS[name]
    with in_a_thread(answer) as upstream:
        assert_nothing_is_charged(settings, upstream.base_url, refused, status)


@pytest.mark.urls("tests.generation.upstream.short_urls")
def test_an_upstream_that_is_not_there_costs_nothing(settings: Settings) -> None:
    assert_nothing_is_charged(settings, f"http://127.0.0.1:{free_port()}/v1", "generation_failed", 502)


@pytest.mark.urls("tests.generation.upstream.short_urls")
def test_an_upstream_that_nobody_vouches_for_costs_nothing(settings: Settings, tmp_path: Path) -> None:
    good = says(json.dumps(PLANNERS["research"](TOOLS["research"].input.model_validate({"idea": IDEA}))))
    with in_a_thread(good, self_signed(tmp_path)) as upstream:
        assert_nothing_is_charged(settings, upstream.base_url, "generation_failed", 502)
