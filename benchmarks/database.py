"""The database of a benchmark: migrated, empty, and named in DATABASE_URL for this process and its children."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Final

import django
import psycopg
from django.core.management import call_command
from django.db import connections

from config.launch.postgres import throwaway

SETTINGS: Final = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "SECRET_KEY": "a-secret-that-only-benchmarks-have-0123456789abcdef",
    "LOG_LEVEL": "ERROR",
}


@contextmanager
def prepared_database() -> Iterator[str]:
    """The server's version. Its settings are PostgreSQL's defaults: what is committed is on disk."""
    given = os.environ.get("DATABASE_URL", "")
    with nullcontext(given) if given else throwaway(options=()) as url:
        os.environ.update({**SETTINGS, "DATABASE_URL": url})
        django.setup()
        _connect_anew(url)
        call_command("migrate", verbosity=0)
        yield _version(url)
        connections.close_all()
    if not given:
        del os.environ["DATABASE_URL"]


def _connect_anew(url: str) -> None:
    """Django read the address of the first benchmark's server; the next one has another."""
    connections.close_all()
    connections["default"].settings_dict.update(_parts(url))


def _parts(url: str) -> dict[str, str]:
    parts = psycopg.conninfo.conninfo_to_dict(url)
    return {"NAME": str(parts["dbname"]), "HOST": str(parts.get("host", "")), "USER": str(parts.get("user", ""))}


def _version(url: str) -> str:
    with psycopg.connect(url) as connection:
        return str(connection.info.server_version // 10_000) + "." + str(connection.info.server_version % 10_000)
