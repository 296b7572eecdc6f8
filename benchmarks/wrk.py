"""HTTP load by wrk where it is installed, which takes next to nothing of the processors; else by benchmarks/load.py."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks import load
from benchmarks.callers import Round

THREADS: Final = 2
#: Each of wrk's threads sends the requests of the file in turn, from a place of its own on.
SCRIPT: Final = """
local threads = 0
function setup(thread) thread:set("number", threads) threads = threads + 1 end
function init(args)
    requests, place = {}, 0
    for key in io.lines(args[1]) do
        requests[#requests + 1] = wrk.format("GET", nil, {["Host"] = "localhost", ["X-API-Key"] = key})
    end
    place = math.floor(#requests * number / args[2])
end
function request() place = place % #requests + 1 return requests[place] end
function done(summary, latency)
    local errors = summary.errors
    io.stderr:write(string.format('{"requests":%d,"microseconds":%d,"median":%f,"p99":%f,"failed":%d}',
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
"""


def generator() -> str:
    """What makes the load on this machine."""
    return "wrk" if shutil.which("wrk") else "a Python client"


def measure(port: int, path: str, keys: Sequence[str], *, connections: int, seconds: float) -> Round:
    """GETs of a path with the keys in turn. Raises RuntimeError if one isn't answered 200."""
    if generator() != "wrk":
        sent = [load.request(path, f"X-API-Key: {key}") for key in keys]
        return load.measure(port, sent, connections=connections, seconds=seconds)
    with tempfile.TemporaryDirectory() as place:
        script, names = Path(place, "load.lua"), Path(place, "keys")
        script.write_text(SCRIPT)
        names.write_text("\n".join(keys) + "\n")
        told = _run(f"http://127.0.0.1:{port}{path}", script, names, connections, seconds)
    if told["failed"]:
        raise RuntimeError(f"{told['failed']:.0f} of {told['requests']:.0f} calls failed")
    return Round(told["requests"] / told["microseconds"] * 1e6, told["median"] / 1000, told["p99"] / 1000)


def _run(url: str, script: Path, names: Path, connections: int, seconds: float) -> dict[str, float]:
    options = ["-t", str(THREADS), "-c", str(connections), "-d", f"{seconds:.0f}s", "-s", str(script)]
    ran = subprocess.run(
        ["wrk", *options, url, "--", str(names), str(THREADS)], capture_output=True, text=True, check=True
    )
    told: dict[str, float] = json.loads(ran.stderr)
    return told
