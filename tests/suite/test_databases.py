"""The tests' database is a migrated one, and is that again after a test that committed."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.databases import emptying
from tests.factories import give_credits, make_partner

pytestmark = pytest.mark.django_db(transaction=True)


def rows() -> dict[str, int]:
    """How many rows each table has that has any."""
    with connection.cursor() as cursor:
        counted = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            ((counted[table],),) = cursor.fetchall()
    return {table: count for table, count in counted.items() if count}


def test_every_migration_is_applied() -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_what_a_test_committed_is_deleted_and_nothing_else() -> None:
    new = rows()
    assert set(new) == {"auth_permission", "django_content_type", "django_migrations"}
    give_credits(make_partner(), 5_00)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('mail', 'send')")
    assert {"credits_entry", "credits_wallet", "partners_partner", "procrastinate_jobs"} <= set(rows())
    emptying.empty()
    assert rows() == new
