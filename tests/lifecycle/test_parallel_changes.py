"""Changes of one customer at one moment: each sees what the one before it left."""

import pytest

from customers.models import Subscription
from tests.calls import Api
from tests.factories import Seller, make_seller
from tests.lifecycle.books import balance_by_entries, broken_invariants
from tests.lifecycle.clock import Clock
from tests.lifecycle.twins import together

pytestmark = pytest.mark.django_db(transaction=True)
TWINS = 20


def make_shop() -> tuple[Seller, str]:
    """A seller, and the id of a customer with one seat of a plan of 100.00 who was charged for it."""
    seller = make_seller(balance=1_000_000_00, requests_per_minute=10_000)
    body = {"email": "one@example.com", "planId": seller.plan.slug, "sendWelcomeEmail": False}
    created = Api(seller.key).post("/customers", body)
    assert created.status_code == 201
    return seller, created.json()["data"]["id"]


def test_twenty_parallel_changes_of_seats_are_made_one_after_the_other(clock: Clock) -> None:
    seller, customer_id = make_shop()
    clock.move(days=15)
    changes = [
        lambda seats=seats: Api(seller.key).patch(f"/customers/{customer_id}", {"seats": seats})
        for seats in range(2, 2 + TWINS)
    ]
    answers = together(changes)
    assert [answer.status_code for answer in answers] == [200] * TWINS
    # Half of the period is left, so each step from one number of seats to the next moves half of its difference.
    steps = sorted((answer.json()["data"] for answer in answers), key=lambda data: data["balanceAfter"])
    chain = {data["oldCost"]: data["newCost"] for data in steps}
    held, seen = 100, []
    while held in chain:
        seen.append(held)
        held = chain[held]
    assert len(seen) == TWINS
    subscription = Subscription.objects.get()
    assert subscription.cost == subscription.seats * 100_00 == held * 100
    assert subscription.revision == TWINS
    net = 100_00 + (subscription.cost - 100_00) // 2
    assert seller.balance() == 1_000_000_00 - net == balance_by_entries(seller)
    assert broken_invariants() == []
