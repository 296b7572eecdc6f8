"""DELETE: the refund to the second, what remains, and the address that is free again."""

import pytest

from customers import renewals
from customers.models import Customer
from tests.lifecycle.books import broken_invariants, charged_and_refunded, moved
from tests.lifecycle.clock import Clock
from tests.lifecycle.shop import BALANCE, make_shop, path_of, subscription_of
from tests.lifecycle.situations import SITUATIONS

pytestmark = pytest.mark.django_db

DAY = 24 * 3600
#: Seconds since the period of 30 days began, and what comes back of 100.00.
REFUNDS = [
    (0, 100_00),
    (1, 100_00),  # 99.99996
    (DAY, 96_67),
    (10 * DAY, 66_67),
    (15 * DAY, 50_00),
    (30 * DAY - 648, 3),  # 2.5 hundredths
    (30 * DAY - 130, 1),  # 0.5015 hundredths
    (30 * DAY - 129, 0),  # 0.498 hundredths
    (30 * DAY, 0),
    (35 * DAY, 0),
]


@pytest.mark.parametrize(("elapsed", "refund"), REFUNDS)
def test_the_unused_part_comes_back(clock: Clock, elapsed: int, refund: int) -> None:
    shop = make_shop()
    customer = shop.create()
    clock.move(seconds=elapsed)
    data = shop.delete(customer)
    assert data == {
        "id": customer.public_id,
        "status": "deleted",
        "deletedAt": clock.time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "refund": refund / 100,
        "refundRule": "unused",
        "periodCost": 100,
        "remainingFraction": max(30 * DAY - elapsed, 0) / (30 * DAY),
        "balanceAfter": (BALANCE - 100_00 + refund) / 100 if refund else None,
        "dryRun": False,
    }
    assert shop.balance == BALANCE - 100_00 + refund
    assert moved(shop.seller) == [("charge", 100_00), *([("refund", refund)] if refund else [])]
    assert broken_invariants() == []


def test_a_refund_covers_what_changes_had_charged(clock: Clock) -> None:
    shop = make_shop()
    customer = shop.create()
    clock.move(days=10)
    shop.change(customer, seats=2)
    shop.change(customer, seats=5)
    clock.move(days=5)
    assert shop.delete(customer)["refund"] == 250
    # 100.00 + 66.66 + 200.00; newest charge first, each within what it took.
    assert charged_and_refunded(customer, 1) == (366_66, 250_00)
    assert moved(shop.seller) == [
        ("charge", 100_00),
        ("charge", 66_66),
        ("charge", 200_00),
        ("refund", 200_00),
        ("refund", 50_00),
    ]
    assert broken_invariants() == []


@pytest.mark.parametrize("situation", ["trialing", "past_due", "suspended_unpaid"])
def test_what_was_never_paid_is_not_refunded(clock: Clock, situation: str) -> None:
    shop = make_shop()
    customer = SITUATIONS[situation](shop, clock)
    before = moved(shop.seller)
    data = shop.delete(customer)
    assert (data["refund"], data["balanceAfter"]) == (0, None)
    assert moved(shop.seller) == before


def test_a_deleted_customer_can_be_read_but_is_not_listed(clock: Clock) -> None:
    shop = make_shop()
    customer = shop.create()
    shop.delete(customer)
    read = shop.api.get(path_of(customer)).json()["data"]
    assert (read["status"], read["subscription"]["status"]) == ("deleted", "cancelled")
    assert shop.api.get("/customers").json()["data"]["customers"] == []
    assert [one["id"] for one in shop.api.get("/customers", status="deleted").json()["data"]["customers"]] == [
        customer.public_id
    ]


def test_its_address_is_free_again_as_often_as_one_likes(clock: Clock) -> None:
    shop = make_shop()
    first = shop.create()
    shop.delete(first)
    second = shop.create(email="ONE@example.com")
    refused = shop.api.post("/customers", {"email": "one@example.com", "planId": shop.seller.plan.slug})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "CUSTOMER_EXISTS")
    shop.delete(second)
    third = shop.create()
    assert Customer.objects.filter(email__iexact="one@example.com").count() == 3
    assert len({first.public_id, second.public_id, third.public_id}) == 3


def test_an_address_that_a_change_gave_up_is_free_too(clock: Clock) -> None:
    shop = make_shop()
    shop.change(shop.create(), email="moved@example.com")
    assert shop.create().email == "one@example.com"


def test_a_deleted_customer_is_never_charged_again(clock: Clock) -> None:
    shop = make_shop()
    customer = shop.create()
    shop.delete(customer)
    clock.move(days=400)
    balance = shop.balance
    assert (renewals.renew_due(), renewals.resume_unpaid()) == (0, 0)
    assert shop.balance == balance
    assert subscription_of(customer).next_charge_at is None
