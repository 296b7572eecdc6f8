"""The rights of the database role that the processes use: what they do, and nothing that would undo an audit.

`manage.py grant_rights` gives them, `manage.py check_deployment` compares them.
"""

from collections.abc import Iterable
from typing import Final

from psycopg.sql import SQL, Composable, Identifier

#: Audits: what moved, who did what, who read which patient's data. A row is written once.
WRITTEN_ONCE: Final = ("credits_entry", "credits_seal", "django_admin_log", "imaging_comment", "imaging_download")
#: Records that change and are never removed.
NEVER_REMOVED: Final = ("credits_approval", "credits_grant", "credits_hold", "credits_wallet", "customers_trial")
#: Written by migrations.
OF_MIGRATIONS: Final = ("auth_permission", "django_content_type", "django_migrations")

#: The rights of PostgreSQL on a table that all its versions have.
EVERY: Final = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
USUAL: Final = ("SELECT", "INSERT", "UPDATE", "DELETE")
TAKEN: Final = {
    OF_MIGRATIONS: ("INSERT", "UPDATE", "DELETE"),
    WRITTEN_ONCE: ("UPDATE", "DELETE"),
    NEVER_REMOVED: ("DELETE",),
}


def rights_on(table: str) -> frozenset[str]:
    """Return the rights that the role needs on a table, and is to have."""
    taken = next((rights for tables, rights in TAKEN.items() if table in tables), ())
    return frozenset(USUAL) - frozenset(taken)


def grants(*, role: str, schema: str) -> list[Composable]:
    """Return the statements by which the owner of the tables gives a role its rights. Repeating them changes nothing.

    What is granted by default holds for the tables that the same owner makes later, so that the processes can use a
    migration's tables at once.
    """
    names = {"role": Identifier(role), "schema": Identifier(schema), "usual": _listed(map(SQL, USUAL))}
    texts = (
        "GRANT USAGE ON SCHEMA {schema} TO {role}",
        "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}",
        "GRANT {usual} ON ALL TABLES IN SCHEMA {schema} TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT {usual} ON TABLES TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    )
    return [*(SQL(text).format(**names) for text in texts), *(_revoke(role, schema, *each) for each in TAKEN.items())]


def _revoke(role: str, schema: str, tables: Iterable[str], rights: Iterable[str]) -> Composable:
    return SQL("REVOKE {} ON {} FROM {}").format(
        _listed(map(SQL, rights)), _listed(Identifier(schema, table) for table in tables), Identifier(role)
    )


def _listed(parts: Iterable[Composable]) -> Composable:
    return SQL(", ").join(parts)
