"""manage.py check_deployment looks at the operator's own settings and database, and says what to do."""

from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings
from pytest_django import Settings

from config.environment import file_storage, mail_server
from partners.defaults import load_tiers
from partners.mail import Cause
from partners.mail_kinds import SIGN_UP
from partners.models import Tier, User
from portal.mail import send_later
from tests.config.roles import ROLE, as_application, execute, make_role
from tests.launch.launcher import free_port
from tests.state import nothing_moves

pytestmark = pytest.mark.django_db

OTHERS = {"LOCAL": False, "BASE_URL": "https://api.example.com", "ALLOWED_HOSTS": ["api.example.com"]}
SMTP = {"MAIL_SERVER": mail_server("smtps://mail.example.com"), "DEFAULT_FROM_EMAIL": "Acme <no-reply@acme.example>"}


@pytest.fixture(autouse=True)
def _fit(settings: Settings, tmp_path: Path) -> None:
    """A site on which nothing is left to say."""
    load_tiers()
    User.objects.create_superuser("chief", "chief@example.com", "a-long-password")
    static = tmp_path / "static"
    static.mkdir()
    (static / "staticfiles.json").touch()
    settings.STATIC_ROOT = static
    settings.LOCAL = True
    settings.ALLOWED_HOSTS = ["localhost"]


def told(**options: Any) -> tuple[list[str], str]:
    """Return the ids that the command prints, and its last word, on success or as its error."""
    output = StringIO()
    try:
        call_command("check_deployment", stdout=output, **options)
    except CommandError as failure:
        last = f"exit {failure.returncode}: {failure}"
    else:
        last = output.getvalue().splitlines()[-1]
    lines = output.getvalue().splitlines()
    return [
        line.split()[1].removeprefix("tollgate.") for line in lines if line.startswith(("error:", "warning:"))
    ], last


def with_settings(**changed: Any) -> tuple[list[str], str]:
    """Return what the command says of these settings."""
    with override_settings(**changed):
        return told()


def test_nothing_is_said_of_a_site_that_is_fit() -> None:
    with nothing_moves():
        assert told() == ([], "0 errors, 0 warnings: the site is fit for use")


def test_a_warning_ends_well_unless_the_check_is_strict() -> None:
    Tier.objects.all().delete()
    assert told() == (["W117"], "0 errors, 1 warnings: the site is fit for use")
    assert told(strict=True) == (["W117"], "exit 1: 0 errors, 1 warnings")


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"ALLOWED_HOSTS": ["api.example.com"]}, ["E095"]),
        ({"BASE_URL": "http://box.lan", "ALLOWED_HOSTS": ["box.lan"]}, []),
        ({"GENERATION_BASE_URL": "http://gpu.example.com/v1", "GENERATION_API_KEY": "sk-1"}, ["W097"]),
        ({"GENERATION_BASE_URL": "http://gpu.example.com/v1", "GENERATION_API_KEY": ""}, []),
        ({"GENERATION_BASE_URL": "http://localhost:8080/v1", "GENERATION_API_KEY": "sk-1"}, []),
        ({"STORAGE_SERVER": file_storage("s3://a:b@files.example.com/bucket?tls=false")}, ["W098"]),
        ({"STORAGE_SERVER": file_storage("s3://a:b@127.0.0.1:9000/bucket?tls=false")}, []),
        ({"TRUSTED_PROXIES": ["0.0.0.0/0"]}, ["E023"]),
        ({"STATIC_ROOT": "/nowhere"}, ["W133"]),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named(changed: dict[str, Any], found: list[str]) -> None:
    assert with_settings(**changed)[0] == found


def of_others(**changed: Any) -> set[str]:
    """Return what it says of a site that others reach, without what Django says of these tests' cookies."""
    ids, _ = with_settings(**{**OTHERS, **SMTP, "MAIL_SERVER": mail_server("console:"), **changed})
    return {number for number in ids if not number.startswith("security.")}


def test_a_site_that_others_reach_is_told_of_mail_proxies_and_its_role() -> None:
    assert of_others() == {"W024", "W099", "W120"}
    assert of_others(TRUSTED_PROXIES=["10.0.0.0/8"]) == {"W099", "W120"}
    plain = {"BASE_URL": "http://api.example.com", "TRUSTED_PROXIES": ["10.0.0.0/8"]}
    assert of_others(**plain) == {"W096", "W099", "W120"}


def test_a_mail_server_that_does_not_answer_is_an_error() -> None:
    backend = "django.core.mail.backends.smtp.EmailBackend"
    server = mail_server(f"smtp://127.0.0.1:{free_port()}")
    changed = {"EMAIL_BACKEND": backend, "EMAIL_HOST": server.hostname, "EMAIL_PORT": server.port, "EMAIL_TIMEOUT": 5}
    ids, last = with_settings(MAIL_SERVER=server, **changed)
    assert (ids, last) == (["E132"], "exit 1: 1 errors, 0 warnings")


def test_an_address_at_localhost_sends_no_mail() -> None:
    assert "W100" in of_others(MAIL_SERVER=mail_server("smtp://127.0.0.1:1"), DEFAULT_FROM_EMAIL="T <t@localhost>")


def test_a_store_of_rate_limits_that_does_not_answer_is_an_error() -> None:
    ids, _ = with_settings(RATE_LIMIT_STORE=f"redis://127.0.0.1:{free_port()}")
    assert ids == ["E131"]


def test_files_that_cannot_be_stored_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    place = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "taken"}}
    ids, _ = with_settings(STORAGES={"default": place, "staticfiles": place})
    assert ids == ["E130"]


def test_a_migration_that_is_missing_is_an_error_and_ends_the_look_at_tables() -> None:
    MigrationRecorder.Migration.objects.filter(app="portal", name="0003_one_spelling_of_addresses").delete()
    Tier.objects.all().delete()
    assert told() == (["E111"], "exit 1: 1 errors, 0 warnings")


def test_a_trigger_that_was_switched_off_is_an_error() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE credits_entry DISABLE TRIGGER entry_is_append_only")
    assert told()[0] == ["E116"]


def test_a_site_without_a_superuser_is_told_so() -> None:
    User.objects.update(is_active=False)
    assert told()[0] == ["W118"]


def test_tasks_that_wait_long_tell_that_no_worker_runs() -> None:
    send_later(SIGN_UP, Cause(to="x@example.com"), subject="x", body="x")
    assert told()[0] == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '11 minutes'")
    assert told()[0] == ["W119"]


def said_to_others(id: str) -> str:
    """Return the message with this id, to a site that others reach."""
    output = StringIO()
    with override_settings(**OTHERS), suppress(CommandError):
        call_command("check_deployment", stdout=output)
    (line,) = [line for line in output.getvalue().splitlines() if f"tollgate.{id} " in line]
    return line.partition(id)[2].strip()


def test_a_role_with_the_rights_of_the_processes_is_fit() -> None:
    make_role()
    with as_application():
        assert of_others() == {"W024", "W099"}


def test_what_a_role_may_do_too_much_is_listed() -> None:
    make_role()
    execute(f"GRANT DELETE, TRUNCATE ON imaging_download TO {ROLE}")
    execute(f"GRANT TRUNCATE ON credits_entry TO {ROLE}")
    with as_application():
        assert of_others() == {"W024", "W099", "W121"}
        says = f"the role {ROLE} may TRUNCATE credits_entry, DELETE imaging_download, TRUNCATE imaging_download"
        assert said_to_others("W121") == says


def test_a_role_that_owns_tables_is_named() -> None:
    make_role()
    execute(f"ALTER TABLE credits_entry OWNER TO {ROLE}")
    with as_application():
        assert "W123" in of_others()


def test_a_role_with_power_beyond_the_tables_is_named() -> None:
    make_role()
    execute(f"ALTER ROLE {ROLE} CREATEROLE")
    execute(f"GRANT CREATE ON SCHEMA public TO {ROLE}")
    execute(f"GRANT pg_read_server_files TO {ROLE}")
    with as_application():
        says = f"the role {ROLE} of the processes may make roles, make tables, act as pg_read_server_files"
        assert said_to_others("W124") == says


def test_a_role_that_lacks_a_right_is_an_error_and_ends_the_look_at_tables() -> None:
    make_role()
    execute("CREATE TABLE later_made (id bigint)")
    execute(f"REVOKE ALL ON later_made, django_migrations FROM {ROLE}")
    with as_application():
        ids, _ = told()
        assert ids == ["E122"]
        lacks = "SELECT django_migrations, SELECT later_made, INSERT later_made, UPDATE later_made, DELETE later_made"
        assert said_to_others("E122") == f"the role {ROLE} may not {lacks}"


def test_a_database_that_is_away_is_an_error_and_the_rest_is_still_looked_at() -> None:
    def refuse() -> None:
        raise OperationalError("connection refused")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connections[DEFAULT_DB_ALIAS], "ensure_connection", refuse)
        output, ids = StringIO(), with_settings(STATIC_ROOT="/nowhere")[0]
        with pytest.raises(CommandError):
            call_command("check_deployment", stdout=output)
    assert ids == ["E110", "W133"]
    assert output.getvalue() == (
        "error: tollgate.E110 DATABASE_URL: connection refused\n      hint: start the server, or correct it\n"
    )
