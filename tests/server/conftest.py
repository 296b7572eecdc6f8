"""A migrated database and a server for all tests of this directory that change nothing about either."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from tests.server.running import ROOT, Running, running


@pytest.fixture(scope="session")
def migrated(worker_id: str) -> str:
    """The address of a database with every migration applied, on the server of the test run."""
    name = f"server_{worker_id}"
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    address = urlsplit(url)._replace(path=f"/{name}").geturl()
    command = [sys.executable, "manage.py", "migrate", "--noinput", "-v", "0"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": address}, check=True)
    return address


@pytest.fixture(scope="session")
def server(migrated: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server with the settings as they come."""
    directory: Path = tmp_path_factory.mktemp("server")
    with running(directory, migrated) as server:
        yield server
