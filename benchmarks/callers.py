"""Callers in processes and threads that call one thing as often as they can for a while."""

import importlib
import multiprocessing
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Final

import django

#: Calls that each caller makes before its time begins: connections, prepared statements and caches are made then.
WARM_UP: Final = 10


@dataclass(frozen=True)
class Round:
    """What a round of calls came to. Latencies in milliseconds."""

    rate: float
    median: float
    p99: float


@dataclass(frozen=True)
class Job:
    """``maker`` is module:function; it makes a caller's call from ``arguments`` and a hexadecimal name of its own."""

    maker: str
    arguments: tuple[Any, ...]
    threads: int
    seconds: float


@dataclass(frozen=True)
class Callers:
    """Processes with Django set up; each runs its share of the callers as threads."""

    pipes: "list[Connection[Any, Any]]"

    def measure(self, maker: str, *, arguments: tuple[Any, ...], callers: int, seconds: float) -> Round:
        """Lets so many callers, spread over the processes, call for so long."""
        pipes = self.pipes[: min(callers, len(self.pipes))]
        for pipe in pipes:
            pipe.send(Job(maker, arguments, callers // len(pipes), seconds))
        latencies = sorted(latency for pipe in pipes for latency in pipe.recv())
        return Round(
            rate=len(latencies) / seconds,
            median=latencies[len(latencies) // 2] * 1000,
            p99=latencies[len(latencies) * 99 // 100] * 1000,
        )


@contextmanager
def callers(processes: int) -> Iterator[Callers]:
    """So many processes, ended with the block."""
    context = multiprocessing.get_context("spawn")
    ends = [context.Pipe() for _ in range(processes)]
    running = [context.Process(target=_work, args=(theirs,), daemon=True) for _, theirs in ends]
    for process in running:
        process.start()
    for ours, _ in ends:
        ours.recv()
    try:
        yield Callers([ours for ours, _ in ends])
    finally:
        for ours, _ in ends:
            ours.send(None)
        for process in running:
            process.join()


def _work(pipe: "Connection[Any, Any]") -> None:
    django.setup()
    pipe.send("ready")
    while (job := pipe.recv()) is not None:
        pipe.send(_do(job))


def _do(job: Job) -> list[float]:
    """The seconds that each call took."""
    module, _, name = job.maker.partition(":")
    make = getattr(importlib.import_module(module), name)
    gate = threading.Barrier(job.threads)

    def call_on(caller: str) -> list[float]:
        with make(*job.arguments, caller) as call:
            for _ in range(WARM_UP):
                call()
            gate.wait()
            return _call_until(call, time.perf_counter() + job.seconds)

    names = [uuid.uuid4().hex for _ in range(job.threads)]
    with ThreadPoolExecutor(job.threads) as threads:
        return [latency for latencies in threads.map(call_on, names) for latency in latencies]


def _call_until(call: Callable[[], object], end: float) -> list[float]:
    latencies, now = [], time.perf_counter()
    while now < end:
        call()
        before, now = now, time.perf_counter()
        latencies.append(now - before)
    return latencies
