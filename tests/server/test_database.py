"""The database beneath the server: what is said of it, and that its restart heals."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.launch.postgres import Cluster
from config.launch.postgres import running as running_postgres
from tests.passable import passable_directory
from tests.server.running import TEST, Running, running
from tests.server.test_refusals import assert_envelope

OPTIONS = ("fsync=off",)


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """Instead of pytest's."""
    with passable_directory() as place:
        yield place


def test_a_restart_of_postgresql_fails_no_request_after_it(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "postgres", tmp_path / "postgres.log", ("--no-sync",), OPTIONS)
    with running_postgres(cluster, time.sleep) as postgres, running(tmp_path, cluster.url) as server:
        before = sessions(server)
        postgres.stop()
        assert server.call("/readyz").json["reason"] == "the database cannot be reached"
        assert server.call("/healthz").status == 200
        assert_envelope(server.call(TEST + "database"), 500, "INTERNAL_ERROR")
        postgres.start()
        cluster.wait_until_ready(postgres, time.sleep)
        after = sessions(server)
        assert not before & after


def test_a_server_without_its_migrations_is_not_ready(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "postgres", tmp_path / "postgres.log", ("--no-sync",), OPTIONS)
    with running_postgres(cluster, time.sleep), running(tmp_path, cluster.url) as server:
        answer = server.call("/readyz")
        assert (answer.status, answer.json) == (503, {"status": "not ready", "reason": "migrations are not applied"})


def test_a_thread_keeps_its_session(server: Running) -> None:
    assert len(sessions(server)) <= 4


def test_health_is_answered_on_any_host_and_never_cached(server: Running) -> None:
    for path, status in [("/healthz", "ok"), ("/readyz", "ready")]:
        answer = server.call(path, Host="10.0.0.7:8000")
        assert (answer.status, answer.json) == (200, {"status": status})
        assert answer.header("Cache-Control") == "no-store"


def test_health_takes_no_other_method(server: Running) -> None:
    assert server.call("/healthz", "POST").status == 404


def sessions(server: Running) -> set[bytes]:
    """The database sessions that serve 20 requests, none of which fails."""
    answers = [server.call(TEST + "database") for _ in range(20)]
    assert {answer.status for answer in answers} == {200}
    return {answer.body for answer in answers}
