"""What cannot work is refused before anything is started: one line, a remedy, and no process left."""

import fcntl
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.launch.launcher import free_port, refused
from tests.launch.stand_in import StandInServer


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def port() -> str:
    return str(free_port())


@pytest.fixture(params=["127.0.0.1", "::1"])
def taken_port(request: pytest.FixtureRequest) -> Iterator[int]:
    """A port that another program listens on, under one of the two addresses that "localhost" means."""
    family = socket.AF_INET6 if ":" in request.param else socket.AF_INET
    with closing(socket.create_server((request.param, 0), family=family)) as listener:
        yield listener.getsockname()[1]


def test_a_taken_port_is_named_with_another_to_choose(var: Path, taken_port: int) -> None:
    code, said = refused(var, PORT=str(taken_port))
    assert said == (
        f"error: port {taken_port} is taken by another program; "
        f"choose a free one: make run PORT={taken_port + 1}\n"
    )  # fmt: skip
    assert code == 1
    assert not (var / "postgres").exists()


def test_a_port_that_is_no_port_has_an_id_and_a_hint(var: Path) -> None:
    assert refused(var, PORT="99999") == (
        78,
        "error: tollgate.E019 PORT is '99999', not a whole number from 1 to 65535\n"
        "      hint: a free port, e.g. make run PORT=9000\n",
    )


def test_an_address_of_another_machine_is_refused(var: Path, port: str) -> None:
    code, said = refused(var, PORT=port, HOST="192.0.2.1")
    assert said.startswith("error: HOST=192.0.2.1 is no address of this machine (")
    assert said.count("\n") == 1
    assert code == 1


def test_a_wrong_setting_ends_with_its_id_before_a_database_is_made(var: Path, port: str) -> None:
    assert refused(var, PORT=port, LOG_LEVEL="loud") == (
        78,
        "error: tollgate.E012 LOG_LEVEL is 'loud', not one of DEBUG, INFO, WARNING, ERROR\n"
        "      hint: DEBUG, INFO, WARNING or ERROR\n",
    )
    assert not (var / "postgres").exists()


def test_a_database_address_of_another_kind_is_refused_with_its_id(var: Path, port: str) -> None:
    code, said = refused(var, PORT=port, DATABASE_URL="mysql://root@localhost/tollgate")
    assert said.startswith("error: tollgate.E004 DATABASE_URL is not a postgresql:// address\n      hint: ")
    assert code == 78


def test_a_database_that_nobody_serves_is_one_line(var: Path, port: str) -> None:
    code, said = refused(var, PORT=port, DATABASE_URL=f"postgresql://tollgate:s3cret@127.0.0.1:{free_port()}/tollgate")
    assert said.startswith("error: DATABASE_URL: connection failed: ")
    assert "Connection refused" in said
    assert "s3cret" not in said
    assert said.count("\n") == 1
    assert code == 1


def test_a_wrong_password_is_one_line(var: Path, port: str) -> None:
    with StandInServer(refusal='password authentication failed for user "tollgate"') as server:
        code, said = refused(var, PORT=port, DATABASE_URL=server.url)
    assert 'password authentication failed for user "tollgate"' in said
    assert said.startswith("error: DATABASE_URL: ")
    assert said.count("\n") == 1
    assert code == 1


@pytest.mark.parametrize("version", ["14.19", "19.1"])
def test_a_server_of_another_version_is_refused(var: Path, port: str, version: str) -> None:
    with StandInServer(version=version) as server:
        code, said = refused(var, PORT=port, DATABASE_URL=server.url)
    major = version.partition(".")[0]
    assert said == f"error: DATABASE_URL: the server is PostgreSQL {major}; Tollgate needs 15 to 18\n"
    assert code == 1


def test_a_second_launcher_on_the_same_data_names_the_first(var: Path, port: str) -> None:
    var.mkdir()
    with (var / "run.lock").open("w") as lock:
        lock.write("4711")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, said = refused(var, PORT=port)
    assert said == f"error: `make run` already runs here (process 4711, data in {var})\n"
    assert code == 1


def test_a_name_of_the_brand_is_one_that_can_be_read(var: Path, port: str) -> None:
    code, said = refused(var, PORT=port, BRAND_NAME="Acme\x1b[2J")
    assert code == 78
    assert said.startswith(
        "error: tollgate.E072 BRAND_NAME is 'Acme\\x1b[2J': This contains the control character U+001B.\n"
    )
