"""How many statements each request about a customer sends at most, the gate's one and savepoints included."""

from typing import Any

import pytest

from tests.lifecycle.clock import Clock
from tests.lifecycle.shop import make_shop, path_of

pytestmark = pytest.mark.django_db

#: Method, path after the customer's, body, statements. A refund asks which charges and grants it may give back to.
COUNTS: list[tuple[str, str, Any, int]] = [
    ("patch", "", {"name": "Ada"}, 9),
    ("patch", "", {"seats": 3}, 9),
    ("patch", "", {"seats": 1}, 23),
    ("patch", "", {"addOns": {"extraServers": 1}}, 10),
    ("patch", "", {"planId": "year"}, 24),
    ("patch", "?dryRun=true", {"seats": 3}, 9),
    ("post", "/suspend", b"", 8),
    ("post", "/resend-welcome", b"", 7),
    ("delete", "", None, 23),
    ("get", "", None, 2),
]


@pytest.mark.parametrize(
    ("method", "suffix", "sent", "count"), COUNTS, ids=[f"{row[0]} {row[1]} {row[2]}" for row in COUNTS]
)
def test_a_request_sends_no_more_statements_than_these(
    clock: Clock, django_assert_max_num_queries: Any, method: str, suffix: str, sent: Any, count: int
) -> None:
    shop = make_shop()
    shop.plan("year", 1000_00, period="year")
    customer = shop.create(seats=2)
    clock.move(days=3)
    arguments = () if sent is None else (sent,)
    with django_assert_max_num_queries(count):
        assert getattr(shop.api, method)(path_of(customer) + suffix, *arguments).status_code < 300
