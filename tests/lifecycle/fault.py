"""A database that fails at a table, as no code of ours expects."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def failing(table: str, condition: str = "disk_full") -> Iterator[None]:
    """While the block runs each new row of a table meets this condition, by PostgreSQL's name or code for it."""
    with connection.cursor() as cursor:
        cursor.execute(f"""
            CREATE FUNCTION fail_here() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'the disk is on fire' USING ERRCODE = '{condition}'; END $$;
            CREATE TRIGGER fail_here BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION fail_here();
        """)
        try:
            yield
        finally:
            cursor.execute("DROP FUNCTION fail_here CASCADE")
