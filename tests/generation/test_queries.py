"""What a call costs the database, bounded."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.generation.workspace import make_shop

pytestmark = pytest.mark.django_db


def queries_of(call: object) -> int:
    assert callable(call)
    with CaptureQueriesContext(connection) as queries:
        assert call().status_code == 200
    return len([query for query in queries if "SAVEPOINT" not in query["sql"]])


def test_reading_credits_is_the_gates_one_round_trip() -> None:
    shop = make_shop()
    assert queries_of(lambda: shop.get("/mcp/credits")) == 1


def test_past_generations_cost_the_same_however_many_there_are() -> None:
    shop = make_shop()
    shop.generate()
    before = queries_of(lambda: shop.get("/mcp/generations"))
    shop.generate("architecture")
    shop.generate()
    assert queries_of(lambda: shop.get("/mcp/generations")) == before == 3


def test_a_generation_costs_a_bounded_number_of_statements() -> None:
    shop = make_shop()
    shop.generate("architecture")
    assert queries_of(shop.generate) == 27
