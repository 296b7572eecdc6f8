"""GET /metrics: counted over all workers, and not for everybody."""

from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.server.running import TEST, Running, running
from tests.server.wire import request_head


def value(server: Running, name: str, **labels: str) -> float:
    """The one sample of this name with these labels; 0 if there is none."""
    families = text_string_to_metric_families(server.call("/metrics").body.decode())
    samples = [sample for family in families for sample in family.samples]
    return sum(sample.value for sample in samples if sample.name == name and labels.items() <= sample.labels.items())


def test_a_request_is_counted_by_its_route_and_status(server: Running) -> None:
    labels = {
        "surface": "partner",
        "route": "api/partner/v1/test/cookies",
        "method": "GET",
        "status": "200",
        "code": "",
    }
    before = value(server, "tollgate_requests_total", **labels)
    for _ in range(10):
        server.call(TEST + "cookies")
    assert value(server, "tollgate_requests_total", **labels) == before + 10


def test_a_refusal_is_counted_by_its_code(server: Running) -> None:
    labels = {"surface": "partner", "route": "", "method": "GET", "status": "404", "code": "ENDPOINT_NOT_FOUND"}
    before = value(server, "tollgate_requests_total", **labels)
    server.call("/api/partner/v1/nothing-here")
    assert value(server, "tollgate_requests_total", **labels) == before + 1


def test_a_made_up_method_makes_no_new_series(server: Running) -> None:
    before = value(server, "tollgate_requests_total", method="OTHER")
    server.send(request_head("BREW", "/api/partner/v1/nothing-here"))
    assert value(server, "tollgate_requests_total", method="OTHER") == before + 1
    assert value(server, "tollgate_requests_total", method="BREW") == 0


def test_what_the_server_refuses_is_counted(server: Running) -> None:
    before = value(server, "tollgate_refused_total", code="REQUEST_TOO_LARGE")
    server.call(TEST + "echo", "POST", b"x" * 3_000_000)
    assert value(server, "tollgate_refused_total", code="REQUEST_TOO_LARGE") == before + 1


def test_durations_are_counted(server: Running) -> None:
    labels = {"route": "api/partner/v1/test/large", "method": "GET"}
    before = value(server, "tollgate_request_seconds_count", **labels)
    server.call(TEST + "large?bytes=1")
    assert value(server, "tollgate_request_seconds_count", **labels) == before + 1


def test_a_reader_behind_an_unknown_proxy_finds_no_such_page(server: Running) -> None:
    answer = server.call("/metrics", X_Forwarded_For="203.0.113.9")
    unknown = server.call("/no-such-page")
    assert (answer.status, b"tollgate_" in answer.body) == (404, False)
    assert answer.body.replace(str(answer.header("X-Request-Id")).encode(), b"") == unknown.body.replace(
        str(unknown.header("X-Request-Id")).encode(), b""
    )


def test_a_reader_from_another_network_finds_no_such_page(migrated: str, tmp_path: Path) -> None:
    with running(tmp_path, migrated, METRICS_NETWORKS="10.0.0.0/8") as server:
        assert server.call("/metrics").status == 404
