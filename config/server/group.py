"""The process group: granian accepts connections and parses HTTP, and each of its workers runs the shell."""

import gc
import os
import resource
import signal
import socket
import time
from typing import Final

from django.conf import LazySettings
from django.core.checks import ERROR, run_checks
from django.utils.module_loading import import_string
from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from config.environment import Problem, refuse
from config.logs import logging_settings
from config.server.checks import TAG
from config.server.database import attend_requests
from config.server.listener import BACKLOG, drop_newcomers
from config.server.notice import STOP_SOON
from foundation.asgi import Application

APPLICATION: Final = "config.asgi.application"
#: Called once before the workers are forked.
WARM: Final = "config.warming.warm"
#: Open connections in a worker. An idle one costs some kilobytes.
CONNECTIONS: Final = 4096
FILES: Final = 2 * CONNECTIONS
#: For a request's head, and for a connection that idles: longer than the 60 seconds of the usual proxies, which
#: would otherwise send a request into a connection that we are just closing.
HEAD_SECONDS: Final = 65
HEAD_BYTES: Final = 64 * 1024
#: Between the announcement of a stop and the stop. Busy connections are told to close meanwhile, so that none is
#: closed under a request that is just being sent.
NOTICE_SECONDS: Final = 1.0


class Group(MPServer):
    """Workers that share one listening socket. One that dies is started again."""

    def __init__(self, listener: socket.socket, settings: LazySettings) -> None:
        """``listener`` was opened by config.server.listener; the group closes it."""
        self._listener = listener
        super().__init__(
            APPLICATION,
            interface=Interfaces.ASGI,
            http=HTTPModes.http1,
            websockets=False,
            workers=settings.WEB_WORKERS,
            backlog=BACKLOG,
            backpressure=CONNECTIONS,
            http1_settings=HTTP1Settings(header_read_timeout=HEAD_SECONDS * 1000, max_buffer_size=HEAD_BYTES),
            respawn_failed_workers=True,
            workers_kill_timeout=settings.STOP_TIMEOUT_SECONDS,
            log_level=LogLevels.warning,
            log_dictconfig=logging_settings(settings.LOG_LEVEL),
        )

    def _init_shared_socket(self) -> None:
        """Instead of granian's sockets, one in each worker, whose waiting connections are lost with the worker."""
        self._listener.set_inheritable(True)
        self._sso = self._listener
        self._sfd = self._listener.fileno()  # type: ignore[assignment]  # granian types it as the None it starts with
        self._shd = SocketHolder(self._listener.fileno(), False, BACKLOG)  # type: ignore[call-arg, assignment]  # as above

    def shutdown(self, exit_code: int = 0) -> None:
        """Announces the stop, waits a moment, then stops accepting and lets every request end."""
        drop_newcomers(self._listener)
        for worker in self.wrks:
            if worker.is_alive():  # type: ignore[no-untyped-call]  # granian types few of its methods
                os.kill(worker._id(), STOP_SOON)  # type: ignore[no-untyped-call]  # as above
        time.sleep(NOTICE_SECONDS)
        super().shutdown(exit_code)  # type: ignore[no-untyped-call]  # as above


def serve(listener: socket.socket, settings: LazySettings) -> None:
    """Runs until SIGTERM or SIGINT. Raises SystemExit if settings contradict, or workers die one after the other."""
    _allow_many_files()
    # Loaded once, before the workers are forked: they share its memory, and a new one serves at once.
    load_application()
    import_string(WARM)()
    _refuse_contradictions()
    gc.collect()
    gc.freeze()
    # A worker that doesn't listen for it yet would otherwise be ended by it.
    signal.signal(STOP_SOON, signal.SIG_IGN)
    Group(listener, settings).serve(target_loader=load_application, wrap_loader=False)


def load_application() -> Application:
    """The shell with Django behind it."""
    application: Application = import_string(APPLICATION)
    attend_requests()
    return application


def _refuse_contradictions() -> None:
    errors = [found for found in run_checks(tags=[TAG]) if found.level >= ERROR]
    if errors:
        refuse([Problem(str(found.id), str(found.msg), str(found.hint)) for found in errors])


def _allow_many_files() -> None:
    """Each connection is an open file, and the usual soft limit is 1024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
