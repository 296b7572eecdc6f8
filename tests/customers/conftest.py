"""Fixtures of the tests about customers."""

import pytest
from django.db import connection


@pytest.fixture
def empty_queue(transactional_db: None) -> None:
    """After a transactional test Django empties the tables of its own models; procrastinate's it doesn't know."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
