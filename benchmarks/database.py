"""The database of a benchmark: migrated, empty, and named in DATABASE_URL for this process and its children."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

import django
import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from config import environment
from config.launch.postgres import throwaway

SETTINGS: Final = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "SECRET_KEY": "a-secret-that-only-benchmarks-have-0123456789abcdef",
    "LOG_LEVEL": "ERROR",
}


@contextmanager
def prepared_database() -> Iterator[str]:
    """The server's version. Its settings are PostgreSQL's defaults: what is committed is on disk.

    If DATABASE_URL names a server, that one gets a database more for the time of the benchmark.
    """
    given = os.environ.pop("DATABASE_URL", "")
    with fresh_database(given) if given else throwaway(options=()) as url:
        os.environ.update({**SETTINGS, "DATABASE_URL": url})
        django.setup()
        # Django has read the address of the first benchmark's database; the next one has another.
        connections["default"].settings_dict.update(environment.database(url))
        call_command("migrate", verbosity=0)
        yield _version(url)
        connections.close_all()
    del os.environ["DATABASE_URL"]
    if given:
        os.environ["DATABASE_URL"] = given


@contextmanager
def fresh_database(url: str, *, template: bool = False) -> Iterator[str]:
    """The address of one more database on a server: empty, or with what the one at ``url`` has. Dropped at the end."""
    parts = urlsplit(url)
    name = sql.Identifier(f"{parts.path.strip('/')}_benchmark")
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name)
    model = sql.SQL(" TEMPLATE {}").format(sql.Identifier(parts.path.strip("/"))) if template else sql.SQL("")
    with psycopg.connect(parts._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute(drop)
        server.execute(sql.SQL("CREATE DATABASE {}").format(name) + model)
        try:
            yield parts._replace(path=f"{parts.path}_benchmark").geturl()
        finally:
            server.execute(drop)


def _version(url: str) -> str:
    with psycopg.connect(url) as connection:
        return f"{connection.info.server_version // 10_000}.{connection.info.server_version % 10_000}"
