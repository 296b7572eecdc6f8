"""A page of the docs beside a static file of the same size from the same server, and the first page of a process.

A page is made once in a process and then handed out from memory, so its cost should be that of a file. The first
reader of each page waits while it is made; that is measured apart, on a server that has just started.
"""

import http.client
import statistics
import time
from functools import partial
from typing import Final

from benchmarks import load
from benchmarks.rounds import compare, conclude, show
from benchmarks.served import OURS, free_port, served

PAGES: Final = {
    "a guide": "/docs/partner/customers",
    "a code": "/docs/partner/errors/INSUFFICIENT_CREDITS",
    "the error table": "/docs/partner/errors",
}
FILE: Final = "/static/docs/site.css"
CONNECTIONS: Final = 4
ENVIRONMENT: Final = {"LOG_LEVEL": "ERROR"}


def main(quick: bool) -> None:
    """The first answers, then a line for each page beside the file."""
    rounds, seconds = (3, 2.0) if quick else (6, 5.0)
    port = free_port()
    with served(OURS, port, "/healthz", ENVIRONMENT):
        _first_answers(port)
        ratios = {name: _beside_a_file(port, path, rounds=rounds, seconds=seconds) for name, path in PAGES.items()}
    conclude(ratios)


def _beside_a_file(port: int, path: str, *, rounds: int, seconds: float) -> float:
    call = partial(load.measure, port, connections=CONNECTIONS, seconds=seconds)
    gzip = "Accept-Encoding: gzip"
    file, page = (load.request(each, gzip) for each in (FILE, path))
    row = compare(path, partial(call, sent=file), partial(call, sent=page), rounds=rounds)
    show(row, "requests/s")
    return row.ratio


def _first_answers(port: int) -> None:
    """Each page once before anybody else, so that it is made now; then again."""
    first = {path: _milliseconds(port, path) for path in PAGES.values()}
    again = [_milliseconds(port, path) for path in PAGES.values() for _ in range(50)]
    told = ", ".join(f"{path} {spent:.0f} ms" for path, spent in first.items())
    print(f"  first answer of a process: {told}; later p50 {statistics.median(again):.1f} ms", flush=True)


def _milliseconds(port: int, path: str) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    began = time.perf_counter()
    connection.request("GET", path, headers={"Host": "localhost"})
    answer = connection.getresponse()
    answer.read()
    spent = (time.perf_counter() - began) * 1000
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return spent
