"""Threads for work on files. Django's threads are few and shall not wait for a disk or a distant storage."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

Result = TypeVar("Result")

THREADS: Final = 4

#: Its threads start with the first work, so after the server has forked. None of it asks the database.
_threads: Final = ThreadPoolExecutor(THREADS, thread_name_prefix="files")


async def in_thread(work: Callable[[], Result]) -> Result:
    """What ``work`` returns or raises."""
    return await asyncio.get_running_loop().run_in_executor(_threads, work)
