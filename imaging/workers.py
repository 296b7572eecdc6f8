"""Threads for work on files. Django's threads are few and must not wait for a disk or a distant storage."""

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, TypeVar

Result = TypeVar("Result")

THREADS: Final = 4
#: For judging documents: each waits for a child process, and perhaps for a scanner.
JUDGES: Final = 4
#: A thread that works step by step is given to the next in line after this time.
TURN_SECONDS: Final = 0.05

#: Its threads start with the first work, so after the server has forked. None of it asks the database.
_threads: Final = ThreadPoolExecutor(THREADS, thread_name_prefix="files")


_judges: Final = ThreadPoolExecutor(JUDGES, thread_name_prefix="documents")


async def in_judge(work: Callable[[], Result]) -> Result:
    """What ``work`` returns or raises, in a thread in which it may wait for other processes."""
    return await asyncio.get_running_loop().run_in_executor(_judges, work)


async def in_thread(work: Callable[[], Result]) -> Result:
    """What ``work`` returns or raises."""
    return await asyncio.get_running_loop().run_in_executor(_threads, work)


async def in_turns(steps: Iterator[object]) -> None:
    """Do all steps, in a thread for at most TURN_SECONDS and one step at a time."""
    while not await in_thread(partial(_advance, steps)):
        pass


def _advance(steps: Iterator[object]) -> bool:
    """Return True once all steps are done, False when the turn is over."""
    ends = time.monotonic() + TURN_SECONDS
    return all(time.monotonic() < ends for _ in steps)
