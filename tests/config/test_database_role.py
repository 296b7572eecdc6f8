"""The role of the processes does all that they do, and can't undo an audit: in the real PostgreSQL, as that role."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from procrastinate.contrib.django import app
from psycopg import sql

from config.deployment.rights import NEVER_REMOVED, OF_MIGRATIONS, WRITTEN_ONCE
from credits.audit import audit
from imaging.models import Download
from partners.models import Account
from tests.admin.staff import make_operator, open_and_send, page_of
from tests.calls import Api
from tests.config.roles import ROLE, as_application, execute, make_role
from tests.config.test_tasks import PERIODIC
from tests.factories import make_customer, make_seller
from tests.forks import ROOT
from tests.hostile.everything import make_everything
from tests.state import nothing_moves
from webhooks.dispatch import claim

pytestmark = pytest.mark.django_db

AUDITS = (*WRITTEN_ONCE, *NEVER_REMOVED)
STATEMENTS = {
    "UPDATE": "UPDATE {table} SET id = id",
    "DELETE": "DELETE FROM {table}",
    "TRUNCATE": "TRUNCATE {table} CASCADE",
}


def refusal(table: str, right: str) -> str:
    """Return what the database says to the statement that needs this right; empty if it runs, and take it back."""
    try:
        with transaction.atomic(), as_application():
            execute(STATEMENTS[right].format(table=table))
            transaction.set_rollback(True)
    except ProgrammingError as refused:
        return str(refused).partition("\n")[0]
    return ""


def test_the_processes_do_as_the_role_what_they_do() -> None:
    make_role()
    with as_application():
        made = make_everything()
        assert Api(made.partner_key).get("/account").status_code == 200
        assert made.partner.get("/portal/").status_code == 200
        account = Account.objects.get(api_keys__public_id=made.ids["key_id"])
        sent = open_and_send(made.operator, page_of(account, "adjust"), mode="live", amount="1", reason="Correction")
        assert sent.status_code == 302
        assert claim(most=9, suspect=False)
        for name in sorted(set(PERIODIC) - {"config.remove_old_jobs"}):
            app.tasks[name].func(timestamp=0)
        assert audit().broken == []


def test_the_role_can_undo_no_audit() -> None:
    make_role()
    taken = [*((table, "UPDATE") for table in WRITTEN_ONCE), *((table, "DELETE") for table in AUDITS)]
    taken += [(table, "TRUNCATE") for table in AUDITS]
    assert {(table, right): refusal(table, right) for table, right in taken} == {
        (table, right): f"permission denied for table {table}" for table, right in taken
    }


def test_the_role_uses_a_table_that_a_later_migration_makes_and_cannot_empty_it_at_once() -> None:
    make_role()
    execute("CREATE TABLE later_made (id bigserial PRIMARY KEY, name text)")
    with as_application(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO later_made (name) VALUES ('a'), ('b')")
        cursor.execute("UPDATE later_made SET name = 'c' WHERE name = 'b'")
        cursor.execute("DELETE FROM later_made WHERE name = 'a'")
        cursor.execute("SELECT id, name FROM later_made")
        assert cursor.fetchall() == [(2, "c")]
    assert refusal("later_made", "TRUNCATE") == "permission denied for table later_made"


def test_the_role_writes_nothing_that_migrations_write() -> None:
    make_role()
    for table in ("django_migrations", "django_content_type", "auth_permission"):
        assert [refusal(table, right) for right in ("UPDATE", "DELETE")] == [f"permission denied for table {table}"] * 2


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM imaging_download",
        "UPDATE imaging_download SET subject = 'x'",
        "UPDATE imaging_download SET address = NULL",
        "DELETE FROM django_admin_log",
        "UPDATE django_admin_log SET change_message = ''",
        "UPDATE django_admin_log SET action_time = now()",
    ],
)
def test_no_role_at_all_changes_who_read_or_did_what(change: str) -> None:
    note_one_of_each()
    table, verb = re.findall(r"(?:imaging|django)_\w+", change)[0], change.partition(" ")[0]
    refused = pytest.raises(IntegrityError, match=f"{table} is append-only: {verb} refused")
    with nothing_moves(), refused, transaction.atomic():
        execute(change)


def test_a_study_that_is_removed_is_forgotten_by_the_record_of_its_reads() -> None:
    note_one_of_each()
    execute("UPDATE imaging_download SET study_id = NULL")
    kept = Download.objects.get()
    assert (kept.subject, kept.study) == ("rpt_1", None)


def note_one_of_each() -> None:
    customer = make_customer(make_seller())
    Download.objects.create(customer=customer, way="signed_url", subject="rpt_1")
    LogEntry.objects.create(user=make_operator(), action_flag=2, object_id="1", object_repr="x", change_message="x")


def test_the_rights_are_given_by_the_owner_only() -> None:
    make_role()
    with pytest.raises(CommandError, match="tables or sequences belong to another role"), as_application():
        call_command("grant_rights", ROLE)


@pytest.mark.parametrize(
    ("role", "why"),
    [("nobody_of_that_name", "there is no role nobody_of_that_name"), ("postgres", "postgres is a superuser or owns")],
)
def test_a_role_that_cannot_be_bound_is_refused(role: str, why: str) -> None:
    with pytest.raises(CommandError, match=why):
        call_command("grant_rights", role)


def test_the_statements_are_shown_and_change_nothing() -> None:
    execute(f"CREATE ROLE {ROLE} NOLOGIN")
    output = StringIO()
    call_command("grant_rights", ROLE, show=True, stdout=output)
    lines = output.getvalue().splitlines()
    assert lines[0] == f'GRANT USAGE ON SCHEMA "public" TO "{ROLE}";'
    assert all(line.endswith(f'"{ROLE}";') for line in lines)
    assert refusal("credits_wallet", "UPDATE") == "permission denied for table credits_wallet"


def test_the_documentation_lists_the_rights() -> None:
    text = (Path(ROOT) / "docs" / "operations.md").read_text()
    for tables, rights in (
        (WRITTEN_ONCE, "SELECT, INSERT"),
        (NEVER_REMOVED, "SELECT, INSERT, UPDATE"),
        (OF_MIGRATIONS, "SELECT"),
    ):
        assert f"| {', '.join(f'`{table}`' for table in tables)} | {rights} |" in text


@pytest.fixture
def documented() -> Iterator[dict[str, str]]:
    """The addresses of a database for its owner and for the processes, made by the documentation's statements."""
    text = (Path(ROOT) / "docs" / "operations.md").read_text()
    (block,) = re.findall(r"```sql\n(CREATE ROLE.*?)```", text, re.DOTALL)
    names = {kind: f"{kind}_{os.getpid()}" for kind in ("tollgate_owner", "tollgate_app")}
    name = f"documented_{os.getpid()}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        for kind, own in {"DATABASE tollgate ": f"DATABASE {name} ", **names}.items():
            block = block.replace(kind, own)
        for statement in block.split(";")[:-1]:
            server.execute(statement.encode())
        yield {kind: address(own, name) for kind, own in names.items()}
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        for own in names.values():
            server.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(own)))


def address(role: str, database: str) -> str:
    server = urlsplit(os.environ["DATABASE_URL"])
    return server._replace(
        netloc=f"{role}:{quote('…')}@{server.netloc.rpartition('@')[2]}", path=f"/{database}"
    ).geturl()


def manage(url: str, *words: str) -> str:
    environment = {**os.environ, "DATABASE_URL": url, "BASE_URL": "https://tollgate.example"}
    command = [sys.executable, "manage.py", *words]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return ended.stdout + ended.stderr


@pytest.mark.thorough
def test_the_two_roles_of_the_documentation_set_up_and_run_an_installation(documented: dict[str, str]) -> None:
    owner, application = documented["tollgate_owner"], documented["tollgate_app"]
    manage(owner, "migrate", "-v", "0")
    assert "has the rights of the processes" in manage(owner, "grant_rights", urlsplit(application).username or "")
    assert '"live_key"' in manage(application, "load_demo")
    found = re.findall(r"tollgate\.[EW]\d+", manage(application, "check_deployment"))
    assert not {number for number in found if number[-3:-1] in ("11", "12")}, found
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute("CREATE TABLE later_made (id bigint)")
    with psycopg.connect(application, autocommit=True) as server:
        assert server.execute("SELECT count(*) FROM later_made").fetchone() == (0,)
        for table in AUDITS:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                server.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
