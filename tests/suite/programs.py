"""Programs that a test forks."""

import os
import sys
import time

from django.conf import settings
from django.db import connection


def say() -> None:
    """Print what a program can tell about itself."""
    print(os.getpid() == os.getsid(0), sys.argv[1:], settings.WEB_THREADS, settings.ROOT_URLCONF)  # noqa: T201
    print(connection.settings_dict["NAME"], file=sys.stderr)  # noqa: T201


def wait() -> None:
    """Run until killed."""
    print("waiting", flush=True)  # noqa: T201
    time.sleep(600)


def give_up() -> None:
    raise SystemExit(7)
