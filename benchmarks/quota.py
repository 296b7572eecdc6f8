"""What the database does for an admission, by the quota, when nine tenths of it were used in the minute before.

The window of a limit holds the time of each admitted request, so an admission reads and writes as much as was admitted
in the minute before it. The limit is the same statement with a window that is empty.
"""

from functools import partial
from statistics import median
from time import perf_counter
from typing import Final

from django.db import connection

from benchmarks.rounds import conclude
from partners import rate_limits

QUOTAS: Final = (120, 600, 6000)
#: As many limits as calls in a round, so that no window fills up while it is measured.
KEYS: Final = 200
CALLS: Final = 5
FILL: Final = """
INSERT INTO partners_ratewindow (key, quota, hits)
SELECT 'benchmark:' || %(quota)s || ':' || n, %(quota)s, ARRAY(
    SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint - 55000 + place * 55000 / %(used)s
    FROM generate_series(1, %(used)s) AS place
)
FROM generate_series(1, %(keys)s) AS n
ON CONFLICT (key) DO UPDATE SET hits = excluded.hits
"""


def main(quick: bool) -> None:
    """Microseconds for an admission, round trip included, and how many times those of an empty window that is."""
    rounds = 2 if quick else 7
    took: dict[int, list[float]] = {used: [] for used in (0, *QUOTAS)}
    for _ in range(rounds):
        for quota in took:
            took[quota].append(admission(quota))
    empty = median(took[0])
    for quota in QUOTAS:
        print(f"  quota {quota:5,}, {quota * 9 // 10:5,} used: {median(took[quota]):7,.0f} µs for an admission")
    print(f"  empty window: {empty:22,.0f} µs")
    conclude({f"quota {quota:,}": median(took[quota]) / empty for quota in QUOTAS})


def admission(quota: int) -> float:
    """The mean of a round in microseconds; quota 0 stands for windows that are empty."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM partners_ratewindow")
        if quota:
            cursor.execute(FILL, {"quota": quota, "used": quota * 9 // 10, "keys": KEYS})
        cursor.execute("VACUUM ANALYZE partners_ratewindow")
    hits = [partial(rate_limits.hit, f"benchmark:{quota}:{number}", quota or 120) for number in range(1, KEYS + 1)]
    began = perf_counter()
    admitted = [hit().used for _ in range(CALLS) for hit in hits]
    passed = perf_counter() - began
    assert None not in admitted
    return passed / len(admitted) * 1e6
