"""How a subscription's money is named and moved. Every movement of a period starts with the same name, so that a refund
finds what was charged for it."""

from decimal import Decimal
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

FORMULA = "(plan + aiLensMedical) * seats + sum(addOn units * price), each component less the tier's discount"


def period_name(subscription: Subscription) -> str:
    """What the references of a period's movements begin with."""
    return f"customer:{subscription.customer.public_id}:p{subscription.period_number}:"


def charge_reference(subscription: Subscription) -> str:
    """The name of the movement that the subscription's last change, or its period's start, caused."""
    return f"{period_name(subscription)}r{subscription.revision}"


def order_in_words(plan_name: str, seats: int) -> str:
    return f"{plan_name}, 1 seat" if seats == 1 else f"{plan_name}, {seats} seats"


def facts_of(quoted: Quote, order: Order, discount_percent: Decimal) -> dict[str, Any]:
    """What a period's cost was computed from, as the history shows it: amounts in credits."""
    return {
        "formula": FORMULA,
        "planId": quoted.plan.slug,
        "planPrice": as_credits(quoted.plan.price),
        "aiLensMedicalPrice": as_credits(quoted.plan.ai_lens_medical_price if order.ai_lens_medical else 0),
        "seats": order.seats,
        "addOns": order.ordered_add_ons,
        "discountPercent": str(discount_percent),
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
        reference=charge_reference(subscription),
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
                reference=f"{charge_reference(subscription)}:refund:{len(movements)}",
                description=description,
                customer_id=subscription.customer.public_id,
                facts=facts,
            )
            movements.append(ledger.refund(charge_id=entry.pk, amount=part, note=note))
            amount -= part
    assert amount == 0  # the worth of what is unused never exceeds what was charged for it (customers/proration.py)
    return movements


def _charges_of_period(subscription: Subscription, wallet_id: int) -> Any:
    named = Entry.objects.filter(
        wallet_id=wallet_id,
        customer_id=subscription.customer.public_id,
        kind=Kind.CHARGE,
        reference__startswith=period_name(subscription),
    )
    return named.annotate(refunded=Sum("followers__amount", filter=Q(followers__kind=Kind.REFUND))).order_by(
        "-sequence"
    )


def short_of(short: InsufficientCredits, quoted: Quote) -> InsufficientCredits:
    """The same refusal with the breakdown of the order beside it."""
    return InsufficientCredits(required=short.required, current=short.current, breakdown=quoted.breakdown)
