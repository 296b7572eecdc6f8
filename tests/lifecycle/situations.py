"""Customers in each situation that a customer can be in, brought there by what brings them there in life."""

from collections.abc import Callable
from typing import Final

from customers import renewals
from customers.models import Customer
from tests.lifecycle.clock import Clock
from tests.lifecycle.shop import Shop

Situation = Callable[[Shop, Clock], Customer]


def active(shop: Shop, clock: Clock) -> Customer:
    """Paid for, half of its period left."""
    customer = shop.create()
    clock.move(days=15)
    return customer


def trialing(shop: Shop, clock: Clock) -> Customer:
    customer = shop.create(trialDays=30)
    clock.move(days=15)
    return customer


def past_due(shop: Shop, clock: Clock) -> Customer:
    """A trial's end met an empty wallet."""
    customer = shop.create(trialDays=1)
    empty(shop)
    clock.move(days=1)
    assert renewals.renew_due() == 1
    return customer


def suspended(shop: Shop, clock: Clock) -> Customer:
    """By the partner, in a paid period."""
    customer = active(shop, clock)
    shop.post(customer, "suspend")
    return customer


def suspended_unpaid(shop: Shop, clock: Clock) -> Customer:
    """By a week of renewals that could not be paid."""
    customer = past_due(shop, clock)
    for _ in range(7):
        clock.move(days=1)
        assert renewals.renew_due() == 1
    return customer


def deleted(shop: Shop, clock: Clock) -> Customer:
    customer = active(shop, clock)
    shop.delete(customer)
    return customer


def empty(shop: Shop) -> None:
    """Spends the whole balance on one more customer, who is suspended so that nothing of it renews."""
    shop.plan("everything", shop.balance)
    shop.post(shop.create(email="big@example.com", planId="everything"), "suspend")
    assert shop.balance == 0


SITUATIONS: Final[dict[str, Situation]] = {
    made.__name__: made for made in (active, trialing, past_due, suspended, suspended_unpaid, deleted)
}
