"""The third kind of process beside web server and worker; any number may run, on any number of machines."""

import asyncio
import logging
import os
import resource
import signal
import sys
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from webhooks.post import open_session
from webhooks.sender import Sender

logger = logging.getLogger("tollgate.webhooks")

#: A thread that waits for the database gets the interpreter back sooner than after Python's 5 ms.
SWITCH_SECONDS: Final = 0.001


class Command(BaseCommand):
    help = "Sends webhooks until SIGTERM or SIGINT; requests that are under way may end."

    def handle(self, *args: Any, **options: Any) -> None:
        allow_many_sockets()
        connection_created.connect(commit_without_waiting)
        sys.setswitchinterval(SWITCH_SECONDS)
        try:
            asyncio.run(send_until_stopped())
        except TimeoutError:
            logger.warning("stopped while the database is away: what was sent last may be sent again")
            logging.shutdown()
            # Its threads may wait for the database for hours, and Python would wait for them.
            os._exit(1)


async def send_until_stopped() -> None:
    """The process's life."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_session() as session:
        await Sender(session).run(stop)


def commit_without_waiting(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """What the sender writes can be lost in a crash: the events are safe, and what they led to is done again."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")


def allow_many_sockets() -> None:
    """A process starts with 1,024 open files at the most, however many the system would let it have."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
