"""The server: what the shell costs beside a plain WSGI server, and what badly behaved clients cost everybody else.

The limit is the same Django under granian's WSGI server with 2 processes of 4 threads, which half a body in a few
connections stops altogether. Ours runs with the settings as they come: 2 processes of 2 threads.
"""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Final

from benchmarks import load
from benchmarks.rounds import compare, conclude, show
from benchmarks.served import OURS, free_port, served, wsgi

SITE: Final = {"DJANGO_SETTINGS_MODULE": "benchmarks.site_settings", "LOG_LEVEL": "ERROR"}
CONNECTIONS: Final = 32
#: Callers beside the badly behaved: few enough that the wait is not for each other.
CALM_CONNECTIONS: Final = 4
HALF_BODIES: Final = 200
SLOW_READERS: Final = 64
HALF: Final = b"POST /plain HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n" + b"x" * 500


def main(quick: bool) -> None:
    """Prints the ratio of throughputs last, and before it the latency beside badly behaved clients."""
    rounds, seconds = (3, 2.0) if quick else (8, 5.0)
    ours, limit = free_port(), free_port()
    with ExitStack() as servers:
        servers.enter_context(served(OURS, ours, "/plain", SITE))
        servers.enter_context(
            served(wsgi("config.wsgi:application", limit, workers=2, threads=4), limit, "/plain", SITE)
        )
        ratios = {
            view: _throughput(view, limit, ours, rounds=rounds, seconds=seconds) for view in ("plain", "database")
        }
        _beside_the_badly_behaved(ours, seconds=2 * seconds)
    conclude(ratios)


def _throughput(view: str, limit: int, ours: int, *, rounds: int, seconds: float) -> float:
    call = partial(load.measure, sent=load.request(f"/{view}"), connections=CONNECTIONS, seconds=seconds)
    row = compare(f"{view} view, {CONNECTIONS} callers", partial(call, limit), partial(call, ours), rounds=rounds)
    show(row, "requests/s")
    return row.ratio


def _beside_the_badly_behaved(port: int, *, seconds: float) -> None:
    """The same calls alone and beside them. A call that fails raises."""
    call = partial(load.measure, port, load.request("/plain"), connections=CALM_CONNECTIONS, seconds=seconds)
    alone = call()
    with _badly_behaved(port):
        beside = call()
    print(
        f"  {CALM_CONNECTIONS} callers alone: p99 {alone.p99:.1f} ms; beside {HALF_BODIES} half bodies and"
        f" {SLOW_READERS} slow readers: p99 {beside.p99:.1f} ms, none failed",
        flush=True,
    )


@contextmanager
def _badly_behaved(port: int) -> Iterator[None]:
    """Clients that send half a body, and clients that ask for much and read nothing."""
    with ExitStack() as connections:
        for sent in [HALF] * HALF_BODIES + [load.request("/large")] * SLOW_READERS:
            client = connections.enter_context(socket.create_connection(("127.0.0.1", port)))
            client.sendall(sent)
        yield
