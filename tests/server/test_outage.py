"""PostgreSQL away: whoever began nothing is told to come again, and everything works as soon as it is back."""

import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from config.launch.children import Child
from config.launch.postgres import Cluster
from config.launch.postgres import running as running_postgres
from tests.calls import BASE
from tests.forks import manage, run
from tests.passable import passable_directory
from tests.server.running import Running, running
from tests.server.test_refusals import assert_envelope
from tests.server.wire import Answer
from tests.waiting import eventually

WORKSPACE = "/api/v1/mcp/credits"


@dataclass
class Site:
    """A server and its PostgreSQL, which a test may stop; ``made`` is what outage_data.py printed."""

    server: Running
    cluster: Cluster
    postgres: Child
    made: dict[str, str]

    def get(self, path: str, key: str = "partner") -> Answer:
        return self.server.call(path, X_API_Key=self.made[key])

    def order(self) -> Answer:
        """A new customer."""
        body = json.dumps({"email": "new@example.com", "planId": self.made["plan"]}).encode()
        return self.server.call(
            f"{BASE}/customers", "POST", body, X_API_Key=self.made["partner"], Content_Type="application/json"
        )

    def page(self, path: str) -> Answer:
        """A page as somebody who is signed in sees it."""
        return self.server.call(path, Cookie=f"sessionid={self.made['session']}", Host="localhost")

    @contextmanager
    def away(self) -> Iterator[None]:
        """PostgreSQL is stopped, and is back afterwards."""
        self.postgres.stop()
        try:
            yield
        finally:
            self.postgres.start()
            self.cluster.wait_until_ready(self.postgres, time.sleep)

    def ask(self, statement: str) -> Any:
        """The first column of a statement's first row."""
        with psycopg.connect(self.cluster.url, autocommit=True) as connection:
            row = connection.execute(statement.encode()).fetchone()
        return row and row[0]

    @contextmanager
    def holding(self, table: str) -> Iterator[None]:
        """Whoever wants anything of the table waits, and is ended with the block."""
        with psycopg.connect(self.cluster.url) as connection:
            connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE".encode())
            yield
            waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            eventually(lambda: self.ask(waiting))
            self.ask(f"SELECT count(pg_terminate_backend(pid)) FROM ({waiting}) waiting")


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with passable_directory() as place:
        yield from site_in(place)


def site_in(place: Path) -> Iterator[Site]:
    cluster = Cluster(place / "postgres", place / "postgres.log", ("--no-sync",), ("fsync=off",))
    with running_postgres(cluster, time.sleep) as postgres:
        environment = {**os.environ, "DATABASE_URL": cluster.url, "ALLOWED_HOSTS": "testserver"}
        manage("migrate", "-v", "0", environment=environment)
        made = json.loads(run("tests.server.outage_data:fill", environment=environment).splitlines()[-1])
        with running(place, cluster.url, WEB_WORKERS="1") as server:
            yield Site(server, cluster, postgres, made)


def assert_unavailable(answer: Answer, code: str = "SERVICE_UNAVAILABLE") -> None:
    error = answer.json["error"]
    assert (answer.status, error["code"], error["requestId"]) == (503, code, answer.header("X-Request-Id"))
    assert (answer.header("Retry-After"), error["details"]) == ("5", {"retryAfter": 5})


def test_while_it_is_away_nothing_is_begun_and_afterwards_everything_works(site: Site) -> None:
    assert (site.get(f"{BASE}/account").status, site.page("/portal/").status) == (200, 200)
    customers = site.ask("SELECT count(*) FROM customers_customer")
    with site.away():
        for _ in range(3):
            assert_unavailable(site.get(f"{BASE}/account"))
            assert_unavailable(site.order())
            assert_unavailable(site.get(WORKSPACE, "workspace"), "service_unavailable")
        reports = f"{BASE}/customers/{site.made['customer']}/dicom-studies/x/reports"
        assert_unavailable(site.server.call(reports, "POST", b"--x--", X_API_Key=site.made["partner"]))
        assert_unavailable(
            site.server.call("/mcp", "POST", b"{}", X_API_Key=site.made["workspace"], Host="localhost"),
            "service_unavailable",
        )
        assert_envelope(site.server.call(f"{BASE}/account", X_API_Key="sk_live_x"), 401, "INVALID_API_KEY")
    assert site.ask("SELECT count(*) FROM customers_customer") == customers
    assert (site.get(f"{BASE}/account").status, site.order().status) == (200, 201)
    assert (site.get(WORKSPACE, "workspace").status, site.page("/portal/").status) == (200, 200)


def test_dicomweb_says_so_with_a_status_that_no_client_repeats_by_itself(site: Site) -> None:
    with site.away():
        for path, method in (("studies", "GET"), ("studies/1.2", "GET"), ("studies", "POST")):
            answer = site.server.call(f"/dicomweb/{path}", method, X_API_Key=site.made["agent"])
            assert (answer.status, answer.body) == (500, b"The database is away; nothing was begun.\n")
    assert site.server.call("/dicomweb/studies", X_API_Key=site.made["agent"]).status == 200


def test_pages_that_need_it_say_so_and_the_docs_go_on(site: Site) -> None:
    with site.away():
        for path in ("/portal/", "/portal/keys", "/admin/"):
            page = site.page(path)
            assert (path, page.status, page.header("Retry-After")) == (path, 503, "5")
            assert b"This page will be back in a moment" in page.body
            assert page.header("Content-Security-Policy")
        assert site.server.call("/accounts/login/", Host="localhost").status == 200
        assert site.page("/docs/partner/errors").status == 200
        assert site.page("/docs/nothing").status == 404


def test_the_log_says_it_once_and_without_stack_traces(site: Site) -> None:
    before = len(site.server.lines_now(logger="tollgate.database"))
    with site.away():
        for _ in range(10):
            assert_unavailable(site.get(f"{BASE}/account"))
            assert site.page("/portal/").status == 503
    said, *others = site.server.lines(logger="tollgate.database")
    # Nothing more if a test before this one made it say so less than a minute ago.
    assert 1 + len(others) <= before + 1
    assert (said["level"], "exc_info" in said) == ("ERROR", False)
    assert said["message"].startswith("the database is away, requests are told to come again: connection is bad: ")
    assert [line for line in site.server.lines() if "exc_info" in line] == []


def test_connections_that_ended_between_requests_are_made_anew(site: Site) -> None:
    for _ in range(5):
        assert site.get(f"{BASE}/account").status == 200
        ended = site.ask(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert ended >= 1


def test_a_connection_that_ends_in_the_gate_began_nothing(site: Site) -> None:
    with ThreadPoolExecutor(1) as thread:
        with site.holding("partners_apikey"):
            asked: Future[Answer] = thread.submit(site.order)
        assert_unavailable(asked.result())
    assert site.get(f"{BASE}/account").status == 200


def test_a_connection_that_ends_later_is_a_failure_and_leaves_nothing(site: Site) -> None:
    before = site.ask("SELECT count(*) FROM credits_entry")
    with ThreadPoolExecutor(1) as thread:
        with site.holding("customers_customer"):
            asked: Future[Answer] = thread.submit(site.order)
        assert_envelope(asked.result(), 500, "INTERNAL_ERROR")
    assert site.ask("SELECT count(*) FROM credits_entry") == before
    assert site.get(f"{BASE}/account").status == 200
