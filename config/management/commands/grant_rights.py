"""manage.py grant_rights: what the role of the processes may do in the database, and no more."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from api.statements import run
from config.deployment.rights import grants

OWNED_BY_OTHERS = """
SELECT count(*) FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'S')
    AND NOT pg_has_role(relowner, 'USAGE')
"""
#: Of a role that exists: whether no right can be kept from it.
POWERFUL = """
SELECT rolsuper OR EXISTS (
    SELECT FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND pg_has_role(role.oid, relowner, 'MEMBER')
)
FROM pg_roles AS role WHERE rolname = %(role)s
"""


class Command(BaseCommand):
    help = "Give a database role the rights of the processes. Run it after each migrate, as the owner of the tables."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", help="the role in the DATABASE_URL of the processes")
        parser.add_argument("--show", action="store_true", help="print the statements instead of running them")

    @transaction.atomic
    def handle(self, *, role: str, show: bool, **options: object) -> None:
        _refuse_unless_fit(role)
        ((schema,),) = run("SELECT current_schema()::text", {})
        with connection.cursor() as cursor:
            for statement in grants(role=role, schema=schema):
                text = statement.as_string(cursor.connection)
                self.stdout.write(f"{text};") if show else cursor.execute(text)
        if not show:
            self.stdout.write(f"{role} has the rights of the processes, also on tables that are made later")


def _refuse_unless_fit(role: str) -> None:
    """Raises CommandError where the statements would run and have no effect."""
    ((others,),) = run(OWNED_BY_OTHERS, {})
    if others:
        raise CommandError(f"{others} tables or sequences belong to another role: set DATABASE_URL to the owner's")
    found = run(POWERFUL, {"role": role})
    if not found:
        raise CommandError(f"there is no role {role}: CREATE ROLE {role} LOGIN PASSWORD '…'")
    if found == [(True,)]:
        raise CommandError(f"{role} is a superuser or owns tables, so no right can be kept from it: make another role")
