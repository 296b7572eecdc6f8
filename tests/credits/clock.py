"""A stopped clock, Python's and PostgreSQL's, for what happens at an exact instant."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import timezone

#: The function that charge.sql reads the time with, found before PostgreSQL's own.
STOPPED = """
CREATE SCHEMA IF NOT EXISTS stopped;
CREATE OR REPLACE FUNCTION stopped.clock_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
    AS $$ SELECT current_setting('stopped.at')::timestamptz $$;
SET LOCAL search_path = stopped, pg_catalog, public;
"""


@contextmanager
def stopped_at(moment: datetime.datetime) -> Iterator[None]:
    """Within the block it is this moment. The test's transaction removes the schema again."""
    with pytest.MonkeyPatch.context() as patch, connection.cursor() as cursor:
        patch.setattr(timezone, "now", lambda: moment)
        cursor.execute(STOPPED)
        cursor.execute("SELECT set_config('stopped.at', %s, true)", [moment.isoformat()])
        yield
        cursor.execute("SET LOCAL search_path = public")
