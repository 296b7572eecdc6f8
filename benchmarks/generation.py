"""100 generations of 20 seconds at once on one server group, and GET /mcp/credits beside them.

The limit is the same call alone, in the same run: what long calls cost short ones. All of them must settle, none may
fail, and nothing may stay held.
"""

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from benchmarks.rounds import conclude
from benchmarks.served import OURS, free_port, served
from benchmarks.upstream import waiting_upstream
from credits.models import Hold, HoldState, Wallet
from generation.defaults import load_workspace_plans
from generation.models import Generation, WorkspacePlan
from generation.offline import PLANNERS
from generation.tools import TOOLS
from generation.workspaces import create_workspace
from partners.keys import create_key

GENERATIONS: Final = 100
WORKSPACES: Final = 10
IDEA: Final = "A booking app for dog groomers with reminders and deposits"
#: Keys of the short calls, and how often a minute each is used: a key may ask 60 times.
READERS: Final = 48
PACE: Final = 50
#: Of the p99 beside them, in milliseconds.
BOUND: Final = 100.0


def main(quick: bool) -> None:
    """Prints the p99 of the short call alone and beside, last as a ratio."""
    seconds = 8.0 if quick else 20.0
    load_workspace_plans()
    keys, readers = _keys(WORKSPACES), _keys(READERS)
    result = PLANNERS["research"](TOOLS["research"].input.model_validate({"idea": IDEA}))
    port = free_port()
    with (
        waiting_upstream(seconds, result) as upstream,
        served(OURS, port, "/healthz", {"LOG_LEVEL": "ERROR", **upstream}),
    ):
        # The first calls of each thread connect and prepare their statements.
        _p99(port, readers, _for(2.0))
        alone = _p99(port, readers, _for(seconds / 2))
        outcomes: Counter[str] = Counter()
        began = time.perf_counter()
        callers = [
            threading.Thread(target=_generate, args=(port, keys[number % WORKSPACES], number, outcomes))
            for number in range(GENERATIONS)
        ]
        for caller in callers:
            caller.start()
        beside = _p99(port, readers, lambda: any(caller.is_alive() for caller in callers))
        for caller in callers:
            caller.join()
        took = time.perf_counter() - began
    _report(outcomes, took, seconds, alone, beside)
    conclude({"p99 of GET /mcp/credits beside and alone": beside / alone})


def _report(outcomes: "Counter[str]", took: float, seconds: float, alone: float, beside: float) -> None:
    """Raises RuntimeError if anything is not as it must be."""
    open_holds = Hold.objects.filter(state=HoldState.OPEN).count()
    held = sum(Wallet.objects.values_list("held", flat=True))
    settled = Generation.objects.filter(state="succeeded").count()
    print(
        f"  {GENERATIONS} generations of {seconds:.0f} s at once: {dict(outcomes)} in {took:.1f} s, {settled} settled,"
        f" {held} held\n  p99 of GET /mcp/credits: alone {alone:.1f} ms, beside {beside:.1f} ms; at most {BOUND:.0f}",
        flush=True,
    )
    if outcomes != {"200": GENERATIONS} or settled != GENERATIONS or held or open_holds:
        raise RuntimeError("not all settled")


def _keys(count: int) -> list[str]:
    """Each of a workspace of its own, which can pay for its share."""
    pro = WorkspacePlan.objects.get(slug="pro")
    accounts = [create_workspace(name=f"Workspace {number}", plan=pro) for number in range(count)]
    return [create_key(account=account, name="Benchmark", mode="live").secret for account in accounts]


def _generate(port: int, key: str, number: int, outcomes: "Counter[str]") -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    body = json.dumps({"idea": f"{IDEA}, {number}"})
    with suppress(OSError):
        connection.request(
            "POST",
            "/api/v1/mcp/generate/research",
            body,
            {"Host": "localhost", "X-API-Key": key, "Content-Type": "application/json"},
        )
        outcomes[str(connection.getresponse().status)] += 1
    connection.close()


def _for(seconds: float) -> Callable[[], bool]:
    """True for so long."""
    ends = time.perf_counter() + seconds
    return lambda: time.perf_counter() < ends


def _p99(port: int, keys: list[str], goes_on: Callable[[], bool]) -> float:
    """In milliseconds; paced, because a key has 60 requests a minute."""
    latencies: list[float] = []
    pause = 60.0 / (PACE * len(keys))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    number = 0
    while goes_on():
        key = keys[number % len(keys)]
        number += 1
        sent = time.perf_counter()
        connection.request("GET", "/api/v1/mcp/credits", headers={"Host": "localhost", "X-API-Key": key})
        answer = connection.getresponse()
        answer.read()
        latencies.append(time.perf_counter() - sent)
        if answer.status != http.client.OK:
            raise RuntimeError(f"GET /mcp/credits answered {answer.status}")
        time.sleep(pause)
    connection.close()
    return sorted(latencies)[len(latencies) * 99 // 100] * 1000
