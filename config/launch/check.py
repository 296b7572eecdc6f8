"""`make check`: what only shows in a deployment. Production-like settings, a throwaway database, nothing of `var/`."""

import os
import subprocess
import sys
import tempfile

from config.launch.plan import ROOT, read_plan
from config.launch.postgres import throwaway
from config.launch.refusal import Refusal

COMMANDS = (
    ("check", "--deploy", "--fail-level", "WARNING", "--database", "default"),
    ("makemigrations", "--check", "--dry-run"),
    ("check_openapi",),
    ("check_bounds",),
)
PRODUCTION = {"BASE_URL": "https://tollgate.example", "TRUSTED_PROXIES": "10.0.0.0/8"}


def check() -> None:
    """Raises Refusal after all have run if one failed; each says itself what it found."""
    with tempfile.TemporaryDirectory(prefix="tollgate-") as var, throwaway() as database_url:
        given = {"PATH": os.environ.get("PATH", os.defpath), "VAR_DIR": var, **PRODUCTION}
        variables = read_plan(given).environment_with(database_url)
        failed = [words[0] for words in COMMANDS if not passes(words, variables)]
    if failed:
        raise Refusal(f"failed: {', '.join(failed)}")


def passes(words: tuple[str, ...], variables: dict[str, str]) -> bool:
    print(f"manage.py {' '.join(words)}", flush=True)
    return subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=variables, check=False).returncode == 0
