"""The operator's database: its version, tables, triggers and contents."""

import time
from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from api.statements import run
from config.deployment.role import check_excess_rights, check_needed_rights
from config.weakness import is_loopback
from partners.models import Tier, User

OLDEST, NEWEST = 15, 18
#: Seconds that the clocks of this machine and of the database may differ: tokens and rate windows compare both.
CLOCKS_DIFFER: Final = 5
#: Minutes after which a task that waits tells that no worker runs.
WAITS_LONG: Final = 10
WAITING: Final = """
SELECT count(*) FROM procrastinate_jobs AS job
WHERE status = 'todo' AND now() - make_interval(mins => %(minutes)s) > coalesce(
    scheduled_at, (SELECT min(at) FROM procrastinate_events AS event WHERE event.job_id = job.id)
)
"""


def check_database() -> Iterator[CheckMessage]:
    """Find what is wrong. Tables are looked at only where they can be read and all migrations are applied."""
    try:
        connection.ensure_connection()
    except DatabaseError as failure:
        yield checks.Error(
            f"DATABASE_URL: {str(failure).strip()}", hint="start the server, or correct it", id="tollgate.E110"
        )
        return
    yield from _check_server()
    missing = list(check_needed_rights())
    yield from missing
    if missing:
        return
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        yield checks.Error(
            f"{len(pending)} migrations are not applied", hint="run: manage.py migrate", id="tollgate.E111"
        )
        return
    yield from _check_guards()
    yield from _check_contents()
    if not settings.LOCAL:
        yield from check_excess_rights()


def _check_server() -> Iterator[CheckMessage]:
    with connection.cursor() as cursor:
        version = cursor.connection.info.server_version // 10_000
        encoding = cursor.connection.info.parameter_status("server_encoding")
        encrypted = cursor.connection.pgconn.ssl_in_use
        host = cursor.connection.info.host
    if not OLDEST <= version <= NEWEST:
        says = f"the server is PostgreSQL {version}; Tollgate needs {OLDEST} to {NEWEST}"
        yield checks.Error(says, hint="use a server of one of these versions", id="tollgate.E112")
    if encoding != "UTF8":
        says = f"the database's encoding is {encoding}: names of other scripts can't be stored"
        yield checks.Error(says, hint="create it with ENCODING 'UTF8'", id="tollgate.E113")
    if not encrypted and not host.startswith("/") and not is_loopback(host):
        says = f"the connection to {host} isn't encrypted"
        yield checks.Warning(says, hint="add ?sslmode=verify-full to DATABASE_URL", id="tollgate.W114")
    ((apart,),) = run("SELECT abs(extract(epoch FROM clock_timestamp()) - %(now)s)::float", {"now": time.time()})
    if apart > CLOCKS_DIFFER:
        says = f"the clocks of this machine and of the database are {apart:.0f} seconds apart"
        yield checks.Warning(says, hint="let both follow a time server", id="tollgate.W115")


def _check_guards() -> Iterator[CheckMessage]:
    """Find triggers that somebody switched off: they keep the ledger as it was written."""
    rows = run(
        "SELECT tgname::text, tgrelid::regclass::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE NOT tgisinternal AND tgenabled IN ('D', 'R') AND relnamespace = current_schema()::regnamespace "
        "ORDER BY 2, 1",
        {},
    )
    for trigger, table in rows:
        says, hint = (
            f"the trigger {trigger} of {table} is switched off",
            f"ALTER TABLE {table} ENABLE TRIGGER {trigger}",
        )
        yield checks.Error(says, hint=hint, id="tollgate.E116")


def _check_contents() -> Iterator[CheckMessage]:
    if not Tier.objects.exists():
        yield checks.Warning("there are no tiers and no plans", hint="run: manage.py load_defaults", id="tollgate.W117")
    if not User.objects.filter(is_active=True, is_superuser=True).exists():
        hint = "run: manage.py createsuperuser"
        yield checks.Warning("nobody can administer the site: there is no superuser", hint=hint, id="tollgate.W118")
    ((waiting,),) = run(WAITING, {"minutes": WAITS_LONG})
    if waiting:
        says = f"{waiting} tasks have waited for more than {WAITS_LONG} minutes: mail isn't sent, renewals aren't made"
        yield checks.Warning(says, hint="start: manage.py procrastinate worker", id="tollgate.W119")
