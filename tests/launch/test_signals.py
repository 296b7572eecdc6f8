"""Signals end waits and nothing else; what was ignored on purpose stays ignored."""

import os
import signal
from collections.abc import Iterator

import pytest

from config.launch.signals import Signals, StopAsked


@pytest.fixture(autouse=True)
def hang_up_ignored() -> Iterator[None]:
    """As nohup starts a program."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_request_to_stop_is_told_at_the_next_pause_and_at_each_after_it(number: signal.Signals) -> None:
    with Signals() as signals:
        os.kill(os.getpid(), number)
        for _ in range(2):
            with pytest.raises(StopAsked):
                signals.pause(60)


def test_a_childs_end_ends_the_pause_early() -> None:
    with Signals() as signals:
        os.kill(os.getpid(), signal.SIGCHLD)
        signals.pause(60)
        assert not signals.stop_asked


def test_a_hang_up_that_nohup_ignores_stays_ignored() -> None:
    with Signals() as signals:
        os.kill(os.getpid(), signal.SIGHUP)
        signals.pause(0.01)
        assert not signals.stop_asked


def test_the_handlers_of_before_are_back_afterwards() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)]
    with Signals():
        pass
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)] == before
