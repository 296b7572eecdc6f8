"""What /metrics shows. Each process writes its own numbers into a file; a scrape adds them up.

The directory is PROMETHEUS_MULTIPROC_DIR, which ``config.server`` sets and empties at its start. Without it (tests, a
management command) the numbers stay in the process.
"""

import asyncio
import os
import re
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from config.server.clients import Client, Networks
from errors_docs.surfaces import surface_of
from foundation.asgi import Headers, Receive, Scope, Send

requests = Counter("tollgate_requests", "Requests that were answered", ["surface", "route", "method", "status", "code"])
seconds = Histogram(
    "tollgate_request_seconds",
    "Time to an answer, without the wait for a thread",
    ["surface", "route", "method"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300),
)
refused = Counter("tollgate_refused", "Requests that the server refused before Django saw them", ["code"])
waiting = Gauge("tollgate_waiting", "Requests that wait for a thread", multiprocess_mode="livesum")
busy = Gauge("tollgate_busy", "Requests that wait or run", multiprocess_mode="livesum")

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
LIVE_GAUGE = re.compile(r"gauge_live\w*_(\d+)\.db")


def count(request: HttpRequest, response: HttpResponse, took: float) -> None:
    """One request that Django answered, by the route that it matched."""
    count_request(
        request.path,
        request.resolver_match.route if request.resolver_match else "",
        str(request.method),
        response.status_code,
        getattr(response, "error_code", ""),
        took,
    )


def count_request(path: str, route: str, method: str, status: int, code: str, took: float) -> None:
    """One request that was answered; ``took`` is in seconds, ``code`` is "" for anything but a refusal."""
    surface = surface_of(path)
    count, timer = _counters(surface.name if surface else "site", route, method, status, code)
    count.inc()
    timer.observe(took)


@lru_cache(maxsize=4096)
def _counters(surface: str, route: str, method: str, status: int, code: str) -> tuple[Counter, Histogram]:
    """Kept, because finding a metric by its labels costs more than counting. A made-up method is counted as OTHER."""
    known = method if method in METHODS else "OTHER"
    return requests.labels(surface, route, known, status, code), seconds.labels(surface, route, known)


def count_refusal(code: str) -> None:
    """One request that the shell refused."""
    refused.labels(code).inc()


class MetricsPage:
    """GET /metrics, for the addresses in these networks; to others there is no such page."""

    def __init__(self, networks: Networks) -> None:
        self._networks = networks

    def admits(self, client: Client, headers: Headers) -> bool:
        """False also for what an unknown proxy passed on: the proxy's own address says nothing about who is reading."""
        forwarded = any(name == b"forwarded" or name.startswith(b"x-forwarded-") for name, _ in headers)
        return self._networks.contains(client.address) and (client.by_proxy or not forwarded)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await asyncio.to_thread(render)
        headers = [(b"content-type", CONTENT_TYPE_LATEST.encode()), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def render() -> bytes:
    """The text of /metrics, over all processes."""
    directory = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if not directory:
        return generate_latest(REGISTRY)
    _forget_dead(Path(directory))
    registry = CollectorRegistry()
    MultiProcessCollector(registry, directory)  # type: ignore[no-untyped-call]  # the package types only part of itself
    return generate_latest(registry)


def _forget_dead(directory: Path) -> None:
    """Removes the gauges of processes that ended; what they counted stays."""
    for process in {int(found[1]) for file in directory.iterdir() if (found := LIVE_GAUGE.fullmatch(file.name))}:
        if not _alive(process):
            mark_process_dead(process, str(directory))  # type: ignore[no-untyped-call]  # as above


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
