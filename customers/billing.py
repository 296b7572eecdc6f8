"""How a subscription's money is named and moved. Every movement of a period starts with the same name, so that a refund
finds what was charged for it."""

from typing import Any

from django.db.models import Q, Sum

from credits import ledger
from credits.ledger import Charge, Movement, Note
from credits.models import Entry, Kind
from credits.pricing import Order, Quote
from customers.models import Subscription
from errors_docs.exceptions import CostBreakdown, InsufficientCredits
from errors_docs.jsonform import to_json
from errors_docs.money import as_credits

FORMULA = (
    "(plan + aiLensMedical) * seats + sum(addOn units * price), each component less the tier's discount; "
    "aiLensMedical and add-ons at a month's price times months"
)


def period_name(customer_id: str, period_number: int) -> str:
    """What the references of a period's movements begin with."""
    return f"customer:{customer_id}:p{period_number}:"


def charge_reference(customer_id: str, period_number: int, revision: int = 0) -> str:
    """The name of the movement that a period's start caused, or one of the changes in it."""
    return f"{period_name(customer_id, period_number)}r{revision}"


def order_in_words(plan_name: str, seats: int) -> str:
    return f"{plan_name}, 1 seat" if seats == 1 else f"{plan_name}, {seats} seats"


def order_of(subscription: Subscription) -> Order:
    """What the subscription has now."""
    return Order(
        plan_id=subscription.plan.slug,
        seats=subscription.seats,
        add_ons=subscription.add_ons,
        ai_lens_medical=subscription.ai_lens_medical,
    )


def facts_of(quoted: Quote, order: Order) -> dict[str, Any]:
    """What a period's cost was computed from, as the history shows it: amounts in credits, prices for the period."""
    prices = quoted.prices
    kept = {name: prices.kept[name] for name in order.ordered_add_ons if name in prices.kept}
    paid = {name: {"units": one.units, "price": as_credits(one.price)} for name, one in kept.items()}
    return {
        "formula": FORMULA,
        "planId": quoted.plan.slug,
        "planPrice": as_credits(prices.plan),
        "aiLensMedicalPrice": as_credits(prices.ai_lens_medical if order.ai_lens_medical else 0),
        "seats": order.seats,
        "addOns": order.ordered_add_ons,
        "addOnPrices": {name: as_credits(prices.add_ons[name]) for name in order.ordered_add_ons},
        **({"keptAddOnPrices": paid} if paid else {}),
        "months": prices.months,
        "discountPercent": str(prices.discount_percent),
        "breakdown": to_json(quoted.breakdown, CostBreakdown),
    }


def charge_subscription(
    subscription: Subscription, wallet_id: int, amount: int, description: str, facts: dict[str, Any]
) -> list[Movement]:
    """Charges for the running period. Raises InsufficientCredits. Nothing moves for an amount of 0."""
    if amount == 0:
        return []
    asked = Charge(
        wallet_id=wallet_id,
        amount=amount,
        reference=_reference(subscription),
        description=description,
        customer_id=subscription.customer.public_id,
        facts=facts,
    )
    return [ledger.charge(asked)]


def refund_subscription(
    subscription: Subscription, wallet_id: int, amount: int, description: str, facts: dict[str, Any]
) -> list[Movement]:
    """Gives back part of what the running period was charged, newest charge first, each within what is left of it."""
    movements: list[Movement] = []
    for entry in _charges_of_period(subscription, wallet_id):
        part = min(amount, entry.amount - (entry.refunded or 0))
        if part > 0:
            note = Note(
                reference=f"{_reference(subscription)}:refund:{len(movements)}",
                description=description,
                customer_id=subscription.customer.public_id,
                facts=facts,
            )
            movements.append(ledger.refund(charge_id=entry.pk, amount=part, note=note))
            amount -= part
    assert amount == 0  # the worth of what is unused never exceeds what was charged for it (customers/proration.py)
    return movements


def _reference(subscription: Subscription) -> str:
    return charge_reference(subscription.customer.public_id, subscription.period_number, subscription.revision)


def _charges_of_period(subscription: Subscription, wallet_id: int) -> Any:
    named = Entry.objects.filter(
        wallet_id=wallet_id,
        customer_id=subscription.customer.public_id,
        kind=Kind.CHARGE,
        reference__startswith=period_name(subscription.customer.public_id, subscription.period_number),
    )
    return named.annotate(refunded=Sum("followers__amount", filter=Q(followers__kind=Kind.REFUND))).order_by(
        "-sequence"
    )


def short_of(short: InsufficientCredits, quoted: Quote) -> InsufficientCredits:
    """The same refusal with the breakdown of the order beside it."""
    return InsufficientCredits(required=short.required, current=short.current, breakdown=quoted.breakdown)
