"""Which files are changed, which tests cover them, and which of all faults are tried."""

import random
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Final

from scripts.mutants import python_faults, sql_faults
from scripts.mutants.mutant import Mutant

#: Three of ten faults are in SQL.
SQL_SHARE: Final = 0.3
IDEMPOTENCY: Final = "partners/idempotency.py"
#: What has happened already isn't changed: migrations, and the SQL that only they run.
PAST: Final = ("credits/migrations/", "credits/sql/monthly_lens_prices", "credits/sql/running_holds_reverse")
#: By the beginning of a path, the first that fits: the tests that cover it, the quickest first.
COVERED_BY: Final = {
    "credits/check_ledger.py": ("tests/credits/test_check_ledger.py",),
    "credits/admin/": ("tests/admin",),
    "credits/models/plan.py": ("tests/suite/test_models.py", "tests/plans", "tests/admin", "tests/customers"),
    "credits/models/": ("tests/suite/test_models.py", "tests/credits", "tests/plans"),
    "credits/pricing.py": ("tests/plans", "tests/customers", "tests/lifecycle"),
    "credits/plans.py": ("tests/plans", "tests/customers"),
    "credits/add_ons.py": ("tests/plans", "tests/customers"),
    "credits/defaults.py": ("tests/plans", "tests/config"),
    "credits/account.py": ("tests/plans",),
    "credits/history.py": ("tests/plans", "tests/paging"),
    "credits/views.py": ("tests/plans",),
    "credits/urls.py": ("tests/plans",),
    "credits/moments.py": ("tests/plans", "tests/portal/test_credits.py"),
    "credits/totals.py": ("tests/customers/test_usage.py",),
    "credits/sql/sequences_at.sql": ("tests/plans", "tests/portal/test_credits.py"),
    "credits/sql/totals_at.sql": ("tests/customers/test_usage.py",),
    "credits/sql/balance_events.sql": ("tests/webhooks/test_events.py", "tests/credits"),
    "credits/sql/chain/announce.sql": ("tests/webhooks", "tests/credits/test_chain.py"),
    "credits/chain.py": ("tests/credits/test_chain.py", "tests/webhooks"),
    "credits/upkeep.py": ("tests/credits/test_instants.py", "tests/credits", "tests/generation"),
    "credits/": ("tests/credits", "tests/plans"),
    IDEMPOTENCY: ("tests/idempotency",),
}


def covering(path: str) -> tuple[str, ...]:
    """Return the tests that cover a file."""
    return next(tests for beginning, tests in COVERED_BY.items() if path.startswith(beginning))


def sample(root: Path, count: int, seed: int, only: str = "") -> list[Mutant]:
    """Return faults, the same ones for the same sources and seed; ``only`` those in files whose path has this in it."""
    python = [mutant for mutant in every_fault(root, ".py") if only in mutant.path]
    sql = [mutant for mutant in every_fault(root, ".sql") if only in mutant.path]
    chosen = random.Random(seed)  # noqa: S311  # a sample that can be drawn again, not a secret
    in_sql = min(len(sql), round(count * SQL_SHARE) if python else count)
    drawn = (mutant for mutant in chosen.sample(python, len(python)) if mutant.compiles(root))
    return [*islice(drawn, count - in_sql), *chosen.sample(sql, in_sql)]


@cache
def every_fault(root: Path, suffix: str) -> tuple[Mutant, ...]:
    """Return all faults of all files whose names end so."""
    return tuple(_every(root, suffix))


def _every(root: Path, suffix: str) -> Iterator[Mutant]:
    for path in sorted([*(root / "credits").rglob(f"*{suffix}"), root / IDEMPOTENCY]):
        name = path.relative_to(root).as_posix()
        if path.suffix == suffix and not name.startswith(PAST) and not name.endswith("_reverse.sql"):
            faults = python_faults if suffix == ".py" else sql_faults
            yield from faults.faults_of(name, path.read_text(encoding="utf-8"))
