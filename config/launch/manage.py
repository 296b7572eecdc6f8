"""`make manage do="…"`: a Django command with the same database and settings as `make run`, running or not."""

import os
import subprocess
import sys
import time

from config.launch.lock import sole_user
from config.launch.plan import ROOT, Plan, read_plan
from config.launch.postgres import Cluster, programs, running


def manage(words: list[str]) -> int:
    """The command's exit code. The embedded server is started for it if `make run` doesn't run."""
    plan = read_plan()
    if plan.database_url:
        return run_django(plan, plan.database_url, words)
    cluster = Cluster(plan.postgres_directory, plan.log("postgres"))
    if cluster.answers():
        return run_django(plan, cluster.url, words)
    with sole_user(plan.var), running(cluster, time.sleep):
        return run_django(plan, cluster.url, words)


def run_django(plan: Plan, database_url: str, words: list[str]) -> int:
    """Runs it in this terminal; psql and pg_dump are on its PATH."""
    variables = plan.environment_with(database_url)
    variables["PATH"] = os.pathsep.join([str(programs()), variables.get("PATH", os.defpath)])
    return subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=variables, check=False).returncode
