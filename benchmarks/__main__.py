"""``python -m benchmarks`` lists the benchmarks; ``python -m benchmarks charge`` runs one, ``all`` runs each quickly.

Each measures ours beside its limit in interleaved rounds of one run, on a PostgreSQL of its own with default settings
(or on DATABASE_URL), and prints the ratio last: machines differ and are noisy, ratios within a run far less.
"""

import argparse
import importlib
from typing import Final

from benchmarks.database import prepared_database

#: By name: the module of the same name and what it measures. The module has ``main(quick: bool)``.
BENCHMARKS: Final = {
    "charge": "ledger.charge beside one raw statement that charges",
    "growth": "a charge and the last page of the history, at a thousand entries and at a million",
    "account": "GET /account beside a bare WSGI application with one round trip, and beside the usual stack",
    "server": "the shell beside a plain WSGI server, and latency beside badly behaved clients",
    "quota": "what an admitted request costs the database, by the quota of its rate limit",
    "renewals": "a day on which 100,000 subscriptions are due, beside raw statements, and one that is killed",
    "generation": "100 generations of 20 s at once, and short calls beside them, against 100 ms",
    "imaging": "DICOMweb beside Orthanc, with the same instances",
    "docs": "a page of the docs beside a static file from the same server",
    "portal": "the signed-in pages of an account with a long history, against 100 ms",
    "usage": "GET /usage/summary of a partner with 100,000 customers, against 200 ms",
    "edges": "what free and slow callers can take, next to another tenant's calls, against 100 ms and 60 MB",
    "webhooks": "a burst of 10,000 events to 1,000 endpoints of which 100 hang, against 5 s",
}


def main() -> None:
    """Runs what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure ours beside its limit.")
    parser.add_argument("name", nargs="?", choices=[*BENCHMARKS, "all"], help="a benchmark, or all of them quickly")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    options = parser.parse_args()
    if options.name is None:
        print("\n".join(f"{name:10}{measures}" for name, measures in BENCHMARKS.items()))
        return
    for name in BENCHMARKS if options.name == "all" else [options.name]:
        run(name, quick=options.quick or options.name == "all")


def run(name: str, *, quick: bool) -> None:
    """One benchmark on a database of its own."""
    with prepared_database() as version:
        print(f"\n{name}: {BENCHMARKS[name]} (PostgreSQL {version})", flush=True)
        importlib.import_module(f"benchmarks.{name}").main(quick)


if __name__ == "__main__":
    main()
