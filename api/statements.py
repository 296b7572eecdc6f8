"""Runs hand-written SQL as a prepared statement on Django's own connection, inside its transaction if one is open.

Django's cursor sends the values inside the text of each query; a prepared statement is parsed and planned once
for each connection, which on the gate's hot path is a third of the round trip.
"""

import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import psycopg
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from errors_docs.outage import began_nothing

Row = tuple[Any, ...]

#: Executions after which psycopg prepares a statement by itself: never. Django's own None would refuse to prepare even
#: those that ask for it.
ONLY_IF_ASKED: Final = sys.maxsize


class _OfThread(threading.local):
    """The thread's cursor. A new one for each statement would look up anew how each of its types is sent and read."""

    connection: "psycopg.Connection[Row] | None" = None
    cursor: "psycopg.Cursor[Row]"


_of_thread = _OfThread()


def run(sql: str, values: Mapping[str, Any]) -> list[Row]:
    """All rows of one statement. Raises Django's database errors, as the ORM does."""
    # The wrapper itself: django.db.connection looks it up anew for each attribute.
    wrapper = connections[DEFAULT_DB_ALIAS]
    if wrapper.connection is None:
        wrapper.ensure_connection()
    if _of_thread.connection is not wrapper.connection:
        _prepare_thread(wrapper.connection)
    with wrapper.wrap_database_errors:
        if not wrapper.queries_logged:
            return _of_thread.cursor.execute(sql, values, prepare=True).fetchall()
        return _run_logged(wrapper, _of_thread.cursor, sql, values)


def run_first(sql: str, values: Mapping[str, Any]) -> list[Row]:
    """As run, for the first statement of a request. Raises ServiceUnavailable while the database is away.

    Whatever ended the statement, it is one statement that nothing else depends on: the request may be repeated.
    """
    try:
        return run(sql, values)
    except OperationalError as away:
        raise began_nothing(away) from away


def sql_beside(module_file: str, name: str) -> str:
    """The text of sql/NAME beside a module: statements of more than a line live in files of their own."""
    return (Path(module_file).parent / "sql" / name).read_text()


def _prepare_thread(connection: "psycopg.Connection[Row]") -> None:
    connection.prepare_threshold = ONLY_IF_ASKED
    _of_thread.connection, _of_thread.cursor = connection, psycopg.Cursor(connection)


def _run_logged(
    wrapper: BaseDatabaseWrapper, cursor: "psycopg.Cursor[Row]", sql: str, values: Mapping[str, Any]
) -> list[Row]:
    """As run, but visible to assertNumQueries and to whoever reads connection.queries."""
    began = time.monotonic()
    try:
        return cursor.execute(sql, values, prepare=True).fetchall()
    finally:
        wrapper.queries_log.append({"sql": sql, "time": f"{time.monotonic() - began:.3f}"})
