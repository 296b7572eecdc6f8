"""The third kind of process beside web server and worker; any number may run, on any number of machines."""

import asyncio
import resource
import signal
from typing import Any

from django.core.management.base import BaseCommand

from webhooks.post import open_session
from webhooks.sender import Sender


class Command(BaseCommand):
    help = "Sends webhooks until SIGTERM or SIGINT; requests that are under way may end."

    def handle(self, *args: Any, **options: Any) -> None:
        allow_many_sockets()
        asyncio.run(send_until_stopped())


async def send_until_stopped() -> None:
    """The process's life."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_session() as session:
        await Sender(session).run(stop)


def allow_many_sockets() -> None:
    """A process starts with 1,024 open files at the most, however many the system would let it have."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
