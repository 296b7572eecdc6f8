"""Customers as the Partner API shows them."""

import datetime
from dataclasses import dataclass
from typing import Annotated

from api.paging import Pagination
from customers.models import Customer, CustomerStatus, FocusMode, SubscriptionStatus
from errors_docs.exceptions import CostBreakdown
from errors_docs.money import Money


@dataclass(frozen=True)
class SubscriptionAnswer:
    plan_id: str
    status: SubscriptionStatus
    seats: int
    add_ons: Annotated[dict[str, int], "units of each add-on that was ordered"]
    ai_lens_medical: bool
    cost: Annotated[Money, "what one whole period costs you"]
    period_start: datetime.datetime
    period_end: Annotated[datetime.datetime, "when the subscription renews from your balance"]
    trial_ends_at: Annotated[datetime.datetime | None, "the end of the customer's trial, when its first charge falls"]


@dataclass(frozen=True)
class CustomerAnswer:
    id: str
    email: str
    name: str
    company_name: str
    phone: str
    language: str
    account_focus_mode: FocusMode
    status: CustomerStatus
    organization_id: str
    subscription: SubscriptionAnswer
    created_at: datetime.datetime


@dataclass(frozen=True)
class CustomerList:
    customers: list[CustomerAnswer]
    pagination: Pagination


@dataclass(frozen=True)
class QuoteAnswer:
    plan_id: str
    period: Annotated[str, "month or year: how long the cost lasts"]
    cost: Annotated[CostBreakdown, "what one period costs you, by component"]
    available: Annotated[Money, "what your balance can be charged now"]
    sufficient: Annotated[bool, "whether the balance covers the total now"]


@dataclass(frozen=True)
class NewCustomerAnswer(CustomerAnswer):
    cost: Annotated[CostBreakdown, "what one period costs you, by component"]
    credits_charged: Annotated[Money, "what was charged now; 0 during a trial"]
    balance_after: Annotated[Money | None, "your balance after the charge; null if nothing was charged"]


def customer_answer(customer: Customer) -> CustomerAnswer:
    """A customer with its organization, subscription and plan at hand."""
    subscription = customer.subscription
    return CustomerAnswer(
        id=customer.public_id,
        email=customer.email,
        name=customer.name,
        company_name=customer.company_name,
        phone=customer.phone,
        language=customer.language,
        account_focus_mode=FocusMode(customer.focus_mode),
        status=CustomerStatus(customer.status),
        organization_id=customer.organization.public_id,
        subscription=SubscriptionAnswer(
            plan_id=subscription.plan.slug,
            status=SubscriptionStatus(subscription.status),
            seats=subscription.seats,
            add_ons=subscription.add_ons,
            ai_lens_medical=subscription.ai_lens_medical,
            cost=subscription.cost,
            period_start=subscription.period_start,
            period_end=subscription.period_end,
            trial_ends_at=subscription.trial_ends_at,
        ),
        created_at=customer.created_at,
    )


def new_customer_answer(
    customer: Customer, cost: CostBreakdown, credits_charged: int, balance_after: int | None
) -> NewCustomerAnswer:
    """A customer just made, and what it cost."""
    return NewCustomerAnswer(
        **vars(customer_answer(customer)), cost=cost, credits_charged=credits_charged, balance_after=balance_after
    )
