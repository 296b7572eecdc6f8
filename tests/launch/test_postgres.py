"""The embedded server: made whole or not at all, reachable wherever its directory lies, closed to other users."""

import os
import stat
import time
from pathlib import Path

import psycopg
import pytest

from config.launch.children import Child
from config.launch.postgres import Cluster, running, throwaway
from config.launch.refusal import Refusal

FAST = ("--no-sync",)


def cluster_in(directory: Path) -> Cluster:
    return Cluster(directory / "postgres", directory / "postgres.log", FAST, ("fsync=off",))


def test_it_keeps_its_data_and_listens_to_no_network(tmp_path: Path) -> None:
    cluster = cluster_in(tmp_path)
    with running(cluster, time.sleep), psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE TABLE kept (number int)")
        connection.execute("INSERT INTO kept VALUES (7)")
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert not cluster.answers()
    with running(cluster, time.sleep), psycopg.connect(cluster.url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_text_is_ordered_the_same_whatever_the_machines_locale(tmp_path: Path) -> None:
    with throwaway() as url, psycopg.connect(url) as connection:
        query = "SELECT datcollate, datlocprovider, datlocale FROM pg_database WHERE datname = current_database()"
        assert connection.execute(query).fetchone() == ("C", "b", "C.UTF-8")
        assert connection.execute("SELECT lower('ÄÖ')").fetchone() == ("äö",)


def test_only_its_own_account_may_enter_the_data(tmp_path: Path) -> None:
    cluster = cluster_in(tmp_path)
    with running(cluster, time.sleep):
        found = cluster.directory.stat()
    assert stat.S_IMODE(found.st_mode) == 0o700
    assert found.st_uid == (cluster.account.uid if cluster.account else os.getuid())


def test_a_directory_too_deep_for_a_socket_has_it_elsewhere_and_removes_it(tmp_path: Path) -> None:
    cluster = cluster_in(tmp_path / ("deep" * 25))
    with running(cluster, time.sleep):
        elsewhere = cluster.socket_directory
        assert elsewhere != cluster.directory
        assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o700
        with psycopg.connect(cluster.url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not elsewhere.exists()


def test_what_an_interrupted_first_start_left_is_replaced(tmp_path: Path) -> None:
    half = tmp_path / "postgres.new"
    half.mkdir(mode=0o700)
    (half / "PG_VERSION").write_text("18\n")
    cluster = cluster_in(tmp_path)
    with running(cluster, time.sleep):
        assert cluster.answers()
    assert not half.exists()


def test_a_damaged_directory_is_refused_with_the_servers_own_words(tmp_path: Path) -> None:
    cluster = cluster_in(tmp_path)
    cluster.make(time.sleep)
    (cluster.directory / "global" / "pg_control").unlink()
    with pytest.raises(Refusal) as refused, running(cluster, time.sleep):
        pass
    assert str(refused.value).startswith(f"PostgreSQL did not start; the end of {cluster.log}:\n")
    assert "pg_control" in str(refused.value)


def test_a_socket_directory_that_others_may_enter_is_refused(tmp_path: Path) -> None:
    cluster = cluster_in(tmp_path / ("deep" * 25))
    cluster.make(time.sleep)
    cluster.socket_directory.chmod(0o777)
    with pytest.raises(Refusal, match="is open to other users"):
        cluster.make(time.sleep)
    cluster.socket_directory.rmdir()


def test_a_server_that_still_ends_is_waited_for(tmp_path: Path) -> None:
    cluster = cluster_in(tmp_path)
    waited: list[float] = []
    with running(cluster, time.sleep) as server:

        def end_it(seconds: float) -> None:
            waited.append(seconds)
            server.stop()

        cluster.wait_for_previous(end_it)
    assert waited == [0.1]


def test_the_server_of_a_throwaway_is_gone_with_its_files() -> None:
    with throwaway() as url:
        place = Path(str(psycopg.conninfo.conninfo_to_dict(url)["host"])).parent
        assert place.is_dir()
    assert not place.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_a_failing_program_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    log = tmp_path / "false.log"
    child = Child("sh", ["/bin/sh", "-c", "echo because; exit 3"], log, {})
    with pytest.raises(Refusal) as refused:
        child.run_to_end(time.sleep)
    assert str(refused.value) == f"sh failed (exit code 3); the end of {log}:\n  because"
