"""The database role of the processes, made as docs/operations.md has it, inside the test's transaction."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

from django.core.management import call_command
from django.db import connection

#: Of this process: roles belong to the whole server.
ROLE = f"application_{os.getpid()}"


def make_role() -> None:
    """Make it, with its rights."""
    execute(f"CREATE ROLE {ROLE} NOLOGIN")
    call_command("grant_rights", ROLE, stdout=StringIO())


@contextmanager
def as_application() -> Iterator[None]:
    """Let everything within the block be asked by the role."""
    execute(f"SET LOCAL ROLE {ROLE}")
    yield
    execute("RESET ROLE")


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
