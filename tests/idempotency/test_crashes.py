"""What a fault of the server leaves behind: no effect, no answer, and a key that works again."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from partners.models import IdempotentAnswer
from tests.calls import Api, code
from tests.lifecycle.books import everything, moved
from tests.lifecycle.shop import make_shop

pytestmark = pytest.mark.django_db

KEY = {"Idempotency-Key": "order-1"}


@contextmanager
def broken(table: str) -> Iterator[None]:
    """While the block runs the database fails at every new row of a table, as no code of ours expects."""
    with connection.cursor() as cursor:
        cursor.execute(f"""
            CREATE FUNCTION fail_here() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'the disk is on fire' USING ERRCODE = 'disk_full'; END $$;
            CREATE TRIGGER fail_here BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION fail_here();
        """)
        try:
            yield
        finally:
            cursor.execute("DROP FUNCTION fail_here CASCADE")


@pytest.mark.parametrize("table", ["credits_entry", "customers_subscription", "partners_idempotentanswer"])
def test_a_500_is_not_kept_and_leaves_nothing_and_the_retry_is_executed(table: str) -> None:
    shop = make_shop()
    api = Api(shop.seller.key, crashes_are_answered=True)
    body = {"email": "one@example.com", "planId": shop.seller.plan.slug}
    before = everything()
    with broken(table):
        for _ in range(2):
            crashed = api.post("/customers", body, headers=KEY)
            assert (crashed.status_code, code(crashed)) == (500, "INTERNAL_ERROR")
            assert "Idempotent-Replayed" not in crashed.headers
            assert everything() == before
            assert IdempotentAnswer.objects.count() == 0
    retried = api.post("/customers", body, headers=KEY)
    assert retried.status_code == 201
    assert api.post("/customers", body, headers=KEY).headers["Idempotent-Replayed"] == "true"
    assert moved(shop.seller) == [("charge", 100_00)]
