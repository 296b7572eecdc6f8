"""``python -m tests.loaded 7`` loads the project once, and forks into each program ordered over descriptor 7."""

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import sys
import threading
from dataclasses import dataclass
from typing import Final

import django
from django.conf import settings
from django.test import override_settings
from django.utils.log import configure_logging

from api.openapi.document import built
from config.launch.children import die_with_parent
from config.warming import warm
from errors_docs.surfaces import SURFACES

#: Settings that were used before the fork and may differ after it: what was made of them is made again.
FOLLOWED: Final = frozenset({"DATABASES", "LOGGING", "ROOT_URLCONF"})
#: Modules that a server imports by name while it starts.
LATE: Final = (
    "config.native",
    "config.server.__main__",
    "config.urls",
    "generation.engine",
    "generation.mcp.endpoint",
    "tests.processes",
    "tests.server.urls",
)


@dataclass(frozen=True)
class Order:
    """A program: ``command`` is ``module:function`` and its arguments, ``streams`` are its stdin, stdout and stderr.

    Its exit code is written to ``ending``.
    """

    command: list[str]
    environment: dict[str, str]
    streams: list[int]
    ending: int


def main() -> None:
    """Fork for each order. A fork leaves the loop as its program, and ends as that does."""
    orders = socket.socket(fileno=int(sys.argv[1]))
    used = load()
    endings: dict[int, int] = {}
    signal.signal(signal.SIGCHLD, lambda *_: report(endings))
    prepare = die_with_parent(signal.SIGTERM)
    while order := receive(orders):
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
        if (pid := os.fork()) == 0:
            close([orders.detach(), *endings.values(), order.ending])
            if prepare:
                prepare()
            become(order, used)
            return
        endings[pid] = order.ending
        close(order.streams)
        orders.sendall(pid.to_bytes(4))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
    end(endings)


def load() -> frozenset[str]:
    """Import and make what is the same for all programs. Return the names of the settings that were used for it."""
    django.setup()
    for name in LATE:
        importlib.import_module(name)
    warm()
    # Django keeps what it has read in the object's dictionary, until a setting is overridden.
    used = frozenset(vars(settings))
    with override_settings(ROOT_URLCONF="tests.server.urls"):
        for surface in SURFACES.values():
            built(surface)
    assert threading.active_count() == 1, threading.enumerate()
    gc.collect()
    gc.freeze()
    return used


def receive(orders: socket.socket) -> Order | None:
    """Return the next order; None once the other side has closed."""
    header, descriptors, _, _ = socket.recv_fds(orders, 4, 4)
    if not header:
        return None
    order = json.loads(orders.recv(int.from_bytes(header), socket.MSG_WAITALL))
    return Order(order["command"], order["environment"], descriptors[:3], descriptors[3])


def become(order: Order, used: frozenset[str]) -> None:
    """Run the program, as if it had been started from a command line."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
    for target, stream in enumerate(order.streams):
        os.dup2(stream, target)
    close(order.streams)
    sys.argv = ["manage.py", *order.command[1:]]
    read_settings(order.environment, used)
    module, _, function = order.command[0].partition(":")
    getattr(importlib.import_module(module), function)()


def read_settings(environment: dict[str, str], used: frozenset[str]) -> None:
    """Read the settings module again. Raises RuntimeError for one that was used already and differs now."""
    directory = os.environ["PROMETHEUS_MULTIPROC_DIR"]
    os.environ.clear()
    os.environ.update({"PROMETHEUS_MULTIPROC_DIR": directory, **environment})
    sys.modules.pop("config.settings")
    fresh = vars(importlib.import_module(os.environ["DJANGO_SETTINGS_MODULE"]))
    changed = {name: fresh[name] for name in fresh if name.isupper() and fresh[name] != getattr(settings, name, None)}
    if late := changed.keys() & used - FOLLOWED:
        raise RuntimeError(f"{', '.join(sorted(late))} can't change any more: start this program as a new process")
    settings.DATABASES["default"].update(changed.pop("DATABASES")["default"])
    override_settings(**changed).enable()
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)


def report(endings: dict[int, int]) -> None:
    """Write the exit codes of all forks that have ended."""
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            pid, status = ended
            ending = endings.pop(pid)
            # Nobody needs to be interested any more.
            with contextlib.suppress(BrokenPipeError):
                os.write(ending, str(os.waitstatus_to_exitcode(status)).encode())
            os.close(ending)


def end(endings: dict[int, int]) -> None:
    """Kill what still runs, and wait for it: its time is counted for this process."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for pid in endings:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
    for pid in endings:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)


def close(descriptors: list[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


if __name__ == "__main__":
    main()
