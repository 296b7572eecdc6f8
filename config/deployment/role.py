"""The database role that the processes use: what it may do beyond its rights, and what it lacks."""

from collections.abc import Iterable, Iterator
from typing import Final

from django.core import checks
from django.core.checks import CheckMessage

from api.statements import run
from config.deployment.rights import EVERY, rights_on

HINT: Final = 'use another role, as docs/operations.md has it under "The database role"'
GRANT_HINT: Final = "run as the owner of the tables: manage.py grant_rights {role}"

OWNS: Final = """
SELECT count(*) FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND pg_has_role(relowner, 'MEMBER')
"""
#: What reaches beyond the tables: attributes of the role, roles of the server that it is in, the schema.
BEYOND: Final = """
SELECT may FROM pg_roles AS mine CROSS JOIN LATERAL (VALUES
    (rolcreaterole, 'make roles'),
    (rolcreatedb, 'make databases'),
    (rolreplication, 'copy the whole server'),
    (has_schema_privilege(current_schema(), 'CREATE'), 'make tables')
) AS attribute (given, may) WHERE rolname = current_user AND given
UNION ALL
SELECT 'act as ' || rolname FROM pg_roles
WHERE pg_has_role(oid, 'MEMBER') AND rolname IN (
    'pg_write_all_data', 'pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program', 'pg_maintain'
)
"""
TABLES: Final = """
SELECT relname::text, array(
    SELECT may FROM unnest(%(every)s::text[]) AS may WHERE has_table_privilege(pg_class.oid, may)
)
FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') ORDER BY relname
"""


def check_needed_rights() -> Iterator[CheckMessage]:
    """Find what the role can't do with the tables that are there, and the processes need."""
    missing = list(_named((table, wanted - found) for table, found, wanted in _tables()))
    if missing:
        ((role,),) = run("SELECT current_user::text", {})
        hint = GRANT_HINT.format(role=role)
        yield checks.Error(f"the role {role} may not {', '.join(missing)}", hint=hint, id="tollgate.E122")


def check_excess_rights() -> Iterator[CheckMessage]:
    """Find what the role may do too much. Where nothing can be kept from it, its rights aren't listed."""
    ((role, powerful),) = run("SELECT current_user::text, rolsuper FROM pg_roles WHERE rolname = current_user", {})
    ((owned,),) = run(OWNS, {})
    if powerful:
        says = f"the processes use the role {role}, a superuser of the database server: no rule of the ledger binds it"
        yield checks.Warning(says, hint=HINT, id="tollgate.W120")
    elif owned:
        says = f"the role {role} of the processes owns {owned} tables: it can switch off the triggers that keep audits"
        yield checks.Warning(says, hint=HINT, id="tollgate.W123")
    else:
        yield from _check_listed(role)


def _check_listed(role: str) -> Iterator[CheckMessage]:
    excess = list(_named((table, found - wanted) for table, found, wanted in _tables()))
    if excess:
        hint = GRANT_HINT.format(role=role)
        yield checks.Warning(f"the role {role} may {', '.join(excess)}", hint=hint, id="tollgate.W121")
    beyond = [may for (may,) in run(BEYOND, {})]
    if beyond:
        says = f"the role {role} of the processes may {', '.join(beyond)}"
        yield checks.Warning(says, hint="take that from it", id="tollgate.W124")


def _tables() -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
    """Yield each table with the rights that the role has on it, and those that it is to have."""
    for table, rights in run(TABLES, {"every": list(EVERY)}):
        yield table, frozenset(rights), rights_on(table)


def _named(found: Iterable[tuple[str, frozenset[str]]]) -> Iterator[str]:
    """Yield the rights on each table that has any, in the order of PostgreSQL's manual."""
    return (f"{right} {table}" for table, rights in found for right in EVERY if right in rights)
