"""The databases of a run: one is migrated, once for all processes of the run, and every other one is a copy of it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg
from django.core.management import call_command
from django.db import connection, transaction
from psycopg import sql

TEMPLATE = "test_template"
#: The name of the run, in the environment of all its processes. A template with another one is of an earlier run.
RUN = "TOLLGATE_TEST_RUN"
#: In the environment of a run that goes on with the template of the runs before it: its name (scripts/mutants).
KEPT_RUN = "TOLLGATE_KEPT_TEST_RUN"
#: The advisory lock of the process that makes the template; the others wait for it.
LOCK = 20_260_402


def make_copy(name: str) -> str:
    """Return the address of a new database with every migration applied. One of that name from before is dropped.

    To be called with Django set up, outside of any transaction of Django's connection.
    """
    with _server() as server:
        _make_template_once(server)
        _drop(server, name)
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (name, TEMPLATE))))
    return url_of(name)


def drop(name: str) -> None:
    """Drop a database, and end whatever is still connected to it."""
    with _server() as server:
        _drop(server, name)


class Emptying:
    """Empties Django's database after a test that committed, a hundred times as fast as Django's command flush.

    That one truncates all tables, whose files PostgreSQL then writes again, and registers all permissions again. This
    deletes the rows of the tables that have none in a new database, the queue's included. Like TRUNCATE it waits for
    transactions that still write.
    """

    def __init__(self) -> None:
        self.tables: list[str] = []

    def begin(self) -> None:
        """To be called with a new database."""
        with connection.cursor() as cursor:
            every = connection.introspection.table_names(cursor)
            self.tables = sorted(set(every) - set(_filled(cursor, every)))

    def empty(self, *_: Any, **__: Any) -> None:
        """Takes and ignores what flush takes. Does nothing before ``begin``."""
        if not self.tables:
            return
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {', '.join(map(_quoted, self.tables))} IN SHARE ROW EXCLUSIVE MODE")
            # Without triggers: they keep entries of the ledger from being deleted, and check foreign keys.
            cursor.execute("SET LOCAL session_replication_role = replica")
            for name in _filled(cursor, self.tables):
                cursor.execute(f"DELETE FROM {_quoted(name)}")


emptying = Emptying()


def _filled(cursor: Any, tables: list[str]) -> list[str]:
    """Return those that have rows."""
    questions = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM {_quoted(name)})" for name in tables)
    cursor.execute(" UNION ALL ".join(questions))
    return [name for (name,) in cursor.fetchall()]


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def url_of(name: str) -> str:
    """Return the address of a database on the run's server."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + quote(name)).geturl()


@contextmanager
def use(name: str) -> Iterator[None]:
    """Let Django's connection be one to this database, within the block."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _server() -> "psycopg.Connection[Any]":
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


def _make_template_once(server: "psycopg.Connection[Any]") -> None:
    server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    if not _is_made(server):
        _drop(server, TEMPLATE)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
        with use(TEMPLATE):
            call_command("migrate", verbosity=0, interactive=False)
        # A database with connections, autovacuum's among them, can't be copied.
        server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(TEMPLATE)))
        named = sql.SQL("COMMENT ON DATABASE {} IS {}")
        server.execute(named.format(sql.Identifier(TEMPLATE), sql.Literal(os.environ[RUN])))
    server.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _is_made(server: "psycopg.Connection[Any]") -> bool:
    """Whether this run has finished it: its comment is written last."""
    found = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    return server.execute(found, [TEMPLATE]).fetchone() == (os.environ[RUN],)


def _drop(server: "psycopg.Connection[Any]", name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
