"""What the Partner API says of a change: the new state, and every number behind the amount that moved."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from credits.ledger import Movement
from credits.models.plan import RefundRule
from customers.answers import CustomerAnswer, customer_answer
from customers.changes import Change
from customers.lifecycle import Deletion
from customers.models import Customer, CustomerStatus
from customers.refunds import rule_of
from customers.welcoming import LetterAnswer
from errors_docs.money import Money


@dataclass(frozen=True)
class ChangeAnswer:
    """What a change did, or would do."""

    id: Annotated[str, "the customer's"]
    customer: Annotated[CustomerAnswer, "as it is after the change, also in a dry run"]
    old_cost: Annotated[Money, "what a whole period cost before"]
    new_cost: Annotated[Money, "what a whole period costs now"]
    remaining_fraction: Annotated[float, "the part of the running period that is left, from 0 to 1"]
    new_remaining_fraction: Annotated[float, "the same of the new plan's period; it differs if the plan has another"]
    amount: Annotated[Money, "what moved: charged if positive, refunded if negative"]
    balance_after: Annotated[Money | None, "your balance after it; null if nothing moved"]
    dry_run: Annotated[bool, "true: nothing was written"]


@dataclass(frozen=True)
class StatusAnswer:
    """A customer in its new state."""

    id: Annotated[str, "the customer's"]
    customer: Annotated[CustomerAnswer, "as it is now, or would be after a dry run"]
    credits_charged: Annotated[Money, "for a new period, if the old one had ended"]
    balance_after: Annotated[Money | None, "your balance after it; null if nothing moved"]
    dry_run: Annotated[bool, "true: nothing was written"]


@dataclass(frozen=True)
class DeletionAnswer:
    """The refund of a deletion, or of what one would refund."""

    id: Annotated[str, "the customer's; it can still be read"]
    status: Annotated[CustomerStatus, "deleted, also in a dry run"]
    deleted_at: Annotated[datetime.datetime, "the moment up to which the period was used"]
    refund: Annotated[Money, "what came back of the paid period, by its refund rule"]
    refund_rule: Annotated[RefundRule, "the rule of the running period, as in GET /plans when it began"]
    period_cost: Annotated[Money, "what the whole period had cost"]
    remaining_fraction: Annotated[float, "the part of the period that is left, from 0 to 1"]
    balance_after: Annotated[Money | None, "your balance after it; null if nothing moved"]
    dry_run: Annotated[bool, "true: nothing was written"]


@dataclass(frozen=True)
class WelcomeAnswer:
    id: Annotated[str, "the customer's"]
    email: Annotated[str, "where the mail goes"]
    welcome_email: Annotated[LetterAnswer | None, "in test mode: what the mail says; null in live mode"]


def balance_after(movements: Sequence[Movement]) -> int | None:
    """The balance that the last of some movements left."""
    return movements[-1].balance_after if movements else None


def change_answer(change: Change, *, dry_run: bool) -> ChangeAnswer:
    return ChangeAnswer(
        id=change.customer.public_id,
        customer=customer_answer(change.customer),
        old_cost=change.old_cost,
        new_cost=change.new_cost,
        remaining_fraction=change.left.fraction,
        new_remaining_fraction=change.new_left.fraction,
        amount=change.amount,
        balance_after=balance_after(change.movements),
        dry_run=dry_run,
    )


def status_answer(customer: Customer, movements: Sequence[Movement] = (), *, dry_run: bool) -> StatusAnswer:
    charged = sum(movement.amount for movement in movements)
    return StatusAnswer(customer.public_id, customer_answer(customer), charged, balance_after(movements), dry_run)


def deletion_answer(deletion: Deletion, *, dry_run: bool) -> DeletionAnswer:
    customer = deletion.customer
    assert customer.deleted_at is not None
    return DeletionAnswer(
        id=customer.public_id,
        status=CustomerStatus(customer.status),
        deleted_at=customer.deleted_at,
        refund=deletion.refunded,
        refund_rule=rule_of(customer.subscription),
        period_cost=customer.subscription.cost,
        remaining_fraction=deletion.left.fraction,
        balance_after=balance_after(deletion.movements),
        dry_run=dry_run,
    )
