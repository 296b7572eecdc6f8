"""A page of the docs beside a static file of the same size from the same server, and the first page of a process.

A page is made once in a process and then handed out from memory, so its cost should be that of a file. The first
reader of each page waits while it is made; that is measured apart, on a server that has just started, against 30 ms.
"""

import http.client
import random
import re
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
#: Milliseconds that the median page may take to be made.
FIRST_LIMIT_MS: Final = 30
ENVIRONMENT: Final = {"LOG_LEVEL": "ERROR"}


def main(quick: bool) -> None:
    """The first answers, then a line for each page beside the file."""
    rounds, seconds = (3, 2.0) if quick else (6, 5.0)
    port = free_port()
    with served(OURS, port, "/healthz", ENVIRONMENT):
        first = {"first answers within 30 ms": _first_answers(port)}
        ratios = first | {
            name: _beside_a_file(port, path, rounds=rounds, seconds=seconds) for name, path in PAGES.items()
        }
    conclude(ratios)


def _beside_a_file(port: int, path: str, *, rounds: int, seconds: float) -> float:
    call = partial(load.measure, port, connections=CONNECTIONS, seconds=seconds)
    gzip = "Accept-Encoding: gzip"
    file, page = (load.request(each, gzip) for each in (FILE, path))
    row = compare(path, partial(call, sent=file), partial(call, sent=page), rounds=rounds)
    show(row, "requests/s")
    return row.ratio


def _first_answers(port: int) -> float:
    """Each page of the site once before anybody else, so that it is made now; then again. The ratio of the limit."""
    first = {path: _milliseconds(port, path) for path in _paths(port)}
    again = [_milliseconds(port, path) for path in first]
    median, slowest = statistics.median(first.values()), max(first, key=lambda path: first[path])
    print(
        f"  first answer of {len(first)} pages: p50 {median:.1f} ms, slowest {first[slowest]:.0f} ms ({slowest}); "
        f"later p50 {statistics.median(again):.1f} ms",
        flush=True,
    )
    return FIRST_LIMIT_MS / median


def _paths(port: int) -> list[str]:
    """Every page that the site's map lists."""
    found = re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", _read(port, "/sitemap.xml").decode())
    random.Random(7).shuffle(found)
    return found


def _milliseconds(port: int, path: str) -> float:
    began = time.perf_counter()
    _read(port, path)
    return (time.perf_counter() - began) * 1000


def _read(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Host": "localhost"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return body
