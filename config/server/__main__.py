"""``python -m config.server`` serves on HOST and PORT until SIGTERM or Ctrl-C, and then finishes what runs."""

import logging
import os
import socket
from pathlib import Path

from django.conf import settings

from config.environment import Problem, refuse
from config.server.group import serve
from config.server.limits import Limits
from config.server.listener import listen


def main() -> None:
    """Opens the port first: a second server on it must not touch the first one's files."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # What Python warns of goes where the log goes, as JSON.
    logging.captureWarnings(True)
    listener = _listener()
    prepare_metrics(settings.VAR_DIR / "metrics" / str(settings.PORT))
    serve(listener, settings)


def _listener() -> socket.socket:
    try:
        return listen(settings.HOST, settings.PORT, Limits.of(settings).write_seconds)
    except OSError as failure:
        message = f"cannot listen on {settings.HOST} port {settings.PORT}: {failure.strerror}"
        refuse([Problem("tollgate.E021", message, "set PORT to a free one, and HOST to an address of this machine")])


def prepare_metrics(directory: Path) -> None:
    """Numbers start at zero with the server. prometheus_client reads the variable when it is first imported."""
    directory.mkdir(parents=True, exist_ok=True)
    for old in directory.glob("*.db"):
        old.unlink()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(directory)


if __name__ == "__main__":
    main()
