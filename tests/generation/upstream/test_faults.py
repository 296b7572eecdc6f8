"""Upstreams that refuse, flood, dribble, break off or talk nonsense: how the call ends, after how many requests."""

import asyncio
import gzip
import json
import socket
from pathlib import Path

import pytest

from errors_docs.exceptions import GenerationTimeout
from tests.generation.samples import IDEA, RESEARCH
from tests.generation.upstream.asking import LIMIT, Asked, ask, ask_at, research_many, within
from tests.generation.upstream.certificate import self_signed
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

GOOD = says(json.dumps(RESEARCH))


def outcome(asked: Asked) -> tuple[str, int]:
    """The error, and how many requests the upstream got."""
    return asked.failed, len(asked.upstream.requests)


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What an operator reads of it."""
    return [record.getMessage() for record in caplog.records if record.name == "tollgate.generation"]


def test_a_good_answer_is_the_result() -> None:
    asked = ask(GOOD)
    assert outcome(asked) == ("", 1)
    assert asked.made
    assert asked.made.result == RESEARCH
    assert (asked.made.provider, asked.made.model, asked.made.offline) == ("openai", "m", False)


def test_nobody_listens(caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        asked = within(ask_at(StandIn((), port=taken.getsockname()[1])))
    assert asked.failed == "GenerationFailed"
    again = "research: APIConnectionError (ConnectError); waits 0.01 s to try again"
    assert logged(caplog) == [again] * 3 + ["research: APIConnectionError (ConnectError); waits None s to try again"]


def test_a_certificate_that_nobody_trusts_is_not_tried_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def call() -> Asked:
        async with stand_in(GOOD, tls=self_signed(tmp_path), scheme="https") as upstream:
            return await ask_at(upstream)

    asked = within(call())
    assert outcome(asked) == ("GenerationFailed", 0)
    assert logged(caplog) == ["research: APIConnectionError (ConnectError); waits None s to try again"]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 529])
def test_a_passing_refusal_is_tried_again(status: int) -> None:
    assert outcome(ask(answers(status, b'{"error": {"message": "busy"}}'), GOOD)) == ("", 2)


@pytest.mark.parametrize("status", [429, 500])
def test_a_lasting_refusal_is_given_up_after_four_requests(status: int) -> None:
    assert outcome(ask(answers(status, b"{}"))) == ("GenerationFailed", 4)


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 422])
def test_what_stays_refused_is_asked_once(status: int) -> None:
    asked = ask(answers(status, b"not even JSON", Location="/v1/elsewhere"))
    assert outcome(asked) == ("GenerationFailed", 1)


def test_the_upstream_says_when_to_try_again() -> None:
    asked = ask(answers(429, b"", Retry_After="1"), GOOD)
    assert outcome(asked) == ("", 2)
    assert asked.seconds >= 1


@pytest.mark.parametrize(("seconds", "retry_after"), [(90, "3600"), (3, "5")])
def test_a_pause_that_is_too_long_is_not_begun(seconds: int, retry_after: str) -> None:
    asked = ask(answers(429, b"", Retry_After=retry_after), GOOD, seconds=seconds)
    assert outcome(asked) == ("GenerationFailed", 1)
    assert asked.seconds < 3


def test_a_connection_that_ends_before_any_byte_is_tried_again() -> None:
    assert outcome(ask(hang_up, GOOD)) == ("", 2)


def test_an_answer_that_breaks_off_is_not_tried_again() -> None:
    assert outcome(ask(half_an_answer, GOOD)) == ("GenerationFailed", 1)


@pytest.mark.parametrize(
    "answer",
    [
        answers(200, b""),
        answers(200, b"<html>Welcome</html>", Content_Type="text/html"),
        answers(200, b"[]"),
        answers(200, b'{"choices": []}'),
        answers(200, b'{"choices": [{"message": null}]}'),
        answers(200, completion("{}")[:-20]),
        answers(200, b"[" * 100_000),
        says(None),
        says(""),
        says("Certainly! Here is your research."),
        says(json.dumps(RESEARCH)[:-20]),
        says("[" * 100_000),
        says("1" * 5000),
        says(json.dumps(RESEARCH).replace('"$2 billion"', "NaN")),
        says(json.dumps([RESEARCH])),
        says(json.dumps({**RESEARCH, "trends": "many"})),
        says(json.dumps({**RESEARCH, "trends": []})),
        says(json.dumps({**RESEARCH, "mood": "good"})),
        says(json.dumps({**RESEARCH, "summary": "x" * 2001})),
        says(json.dumps({name: value for name, value in RESEARCH.items() if name != "risks"})),
        says(None, refusal="I can't help with that."),
        says(json.dumps(RESEARCH), finish_reason="length"),
        says(json.dumps(RESEARCH), finish_reason="content_filter"),
    ],
)
def test_an_answer_that_is_no_result_fails_at_once(answer: Answer) -> None:
    assert outcome(ask(answer)) == ("GenerationFailed", 1)


@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize("status", [200, 500])
def test_fifty_megabytes_are_cut_off(status: int, declared: bool) -> None:
    asked = ask(flood(status, 50, declared=declared), GOOD)
    assert outcome(asked) == ("GenerationFailed", 1)
    # What the two sockets buffer is counted as sent, though nobody read it.
    assert asked.upstream.sent < LIMIT + 15_000_000


def test_a_compressed_answer_is_not_unfolded() -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    asked = ask(answers(200, bomb, Content_Encoding="gzip"))
    assert outcome(asked) == ("GenerationFailed", 1)
    assert asked.upstream.headers[0]["accept-encoding"] == "identity"


@pytest.mark.parametrize("answer", [dribble(0.2), silence])
def test_the_deadline_is_one_for_all_the_waiting(answer: Answer) -> None:
    asked = ask(answer, seconds=1)
    assert outcome(asked) == ("GenerationTimeout", 1)
    assert isinstance(asked.error, GenerationTimeout)
    assert asked.error.timeout_seconds == 1
    # One for each read would never end, and one for each attempt would come with the tool's own 90 s.
    assert 1 <= asked.seconds < 30


def test_the_deadline_covers_the_attempts_together() -> None:
    async def slow_refusal(upstream: StandIn, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.6)
        await answers(503, b"")(upstream, writer)

    asked = ask(slow_refusal, seconds=1)
    # With a deadline for each attempt all four would be refused in time, which is a failure.
    assert asked.failed == "GenerationTimeout"
    assert len(asked.upstream.requests) <= 2


def test_characters_that_cannot_be_stored_do_not_cost_the_result() -> None:
    odd = {**RESEARCH, "summary": "a\0b\ud800c", "trends": ["\0x"]}
    made = ask(says(json.dumps(odd))).made
    assert made
    assert (made.result["summary"], made.result["trends"]) == ("ab\ufffdc", ["x"])


def test_a_hundred_calls_wait_for_their_answers_at_once() -> None:
    everybody = asyncio.Event()

    async def answer_once_all_are_here(upstream: StandIn, writer: asyncio.StreamWriter) -> None:
        if len(upstream.requests) == 100:
            everybody.set()
        await everybody.wait()
        await GOOD(upstream, writer)

    async def call() -> list[Asked]:
        async with stand_in(answer_once_all_are_here) as upstream:
            return await research_many(upstream, 100)

    assert [asked.failed for asked in within(call())] == [""] * 100


def test_no_failure_logs_the_idea(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    quoting = json.dumps({"error": {"message": f"bad prompt: {IDEA}", "code": "bad_prompt"}}).encode()
    for answer in (answers(400, quoting), says(IDEA), says(json.dumps({"summary": IDEA, IDEA: 1}))):
        assert ask(answer).failed == "GenerationFailed"
    assert "research: the upstream answered 400 bad_prompt; waits None s to try again" in caplog.text
    assert IDEA not in caplog.text
