"""Customers as the Partner API shows them."""

import datetime
from dataclasses import dataclass, fields
from typing import Annotated, Final

from api.answers import CreatedAt
from api.conditional import tag_of
from api.paging import Pagination
from customers.models import Customer, CustomerStatus, FocusMode, SubscriptionStatus
from customers.welcoming import LetterAnswer
from errors_docs.exceptions import CostBreakdown
from errors_docs.money import Money
from errors_docs.surfaces import PARTNER

CUSTOMER_STATES: Final = (
    "active: it may use what it has; suspended: it may not, by you or for want of payment; deleted: permanently"
)
SUBSCRIPTION_STATES: Final = (
    "trialing: nothing is charged yet; active: the period is paid; past_due: it isn't, and is tried daily for a week; "
    "suspended: by you or after that week; cancelled: its customer was deleted"
)

WELCOME_EMAIL: Final = "in test mode: what the welcome mail says; null in live mode or if no mail was wanted"

TRIAL_END: Final = "the end of the customer's trial, when its first charge falls; null: it never had one"


@dataclass(frozen=True)
class SubscriptionAnswer:
    """What a customer has, and the period that is running."""

    plan_id: Annotated[str, "as in GET /plans; a plan that you no longer sell stays with the customers that have it"]
    status: Annotated[SubscriptionStatus, SUBSCRIPTION_STATES]
    seats: Annotated[int, "how many users it is for; the plan's price is for each"]
    add_ons: Annotated[dict[str, int], "units of each add-on that was ordered"]
    ai_lens_medical: Annotated[bool, "whether each seat has aiLensMedical, at a price of its own"]
    cost: Annotated[Money, "what one whole period costs you"]
    period_start: Annotated[datetime.datetime, "when the period began; a trial is a period, too"]
    period_end: Annotated[datetime.datetime, "when the subscription renews from your balance"]
    trial_ends_at: Annotated[datetime.datetime | None, TRIAL_END]


@dataclass(frozen=True)
class CustomerAnswer:
    """A customer with its subscription."""

    id: Annotated[str, "names the customer in every other call; stable"]
    email: Annotated[str, "where its mail goes; unique among your customers that are not deleted, whatever the case"]
    name: Annotated[str, "as you sent it, and as welcome mails greet; may be empty"]
    company_name: Annotated[str, "as you sent it; may be empty"]
    phone: Annotated[str, "as you sent it, in any form; may be empty"]
    language: Annotated[str, "of its mails, a tag such as en or de-AT"]
    account_focus_mode: Annotated[FocusMode, "what its workspace is made for: anything, or medical imaging"]
    status: Annotated[CustomerStatus, CUSTOMER_STATES]
    organization_id: Annotated[str, "what its users, servers and studies belong to; made with it, and stable"]
    subscription: SubscriptionAnswer
    created_at: CreatedAt


@dataclass(frozen=True)
class CustomerList:
    customers: Annotated[list[CustomerAnswer], "newest first"]
    pagination: Pagination


@dataclass(frozen=True)
class QuoteAnswer:
    plan_id: Annotated[str, "the plan that was quoted"]
    period: Annotated[str, "month or year: how long the cost lasts"]
    cost: Annotated[CostBreakdown, "what one period costs you, by component"]
    available: Annotated[Money, "what your balance can be charged now"]
    sufficient: Annotated[bool, "whether the balance covers the total now"]


@dataclass(frozen=True)
class NewCustomerAnswer(CustomerAnswer):
    cost: Annotated[CostBreakdown, "what one period costs you, by component"]
    credits_charged: Annotated[Money, "what was charged now; 0 during a trial"]
    balance_after: Annotated[Money | None, "your balance after the charge; null if nothing was charged"]
    welcome_email: Annotated[LetterAnswer | None, WELCOME_EMAIL]
    dry_run: Annotated[bool, "false: the customer was made; a dry run answers 200, without ids"]


@dataclass(frozen=True)
class CustomerPreview:
    """What creating a customer would answer, without what only a customer has: its ids and its age."""

    email: Annotated[str, "where its mail would go"]
    name: Annotated[str, "as you sent it; may be empty"]
    company_name: Annotated[str, "as you sent it; may be empty"]
    phone: Annotated[str, "as you sent it; may be empty"]
    language: Annotated[str, "of its mails, a tag such as en or de-AT"]
    account_focus_mode: Annotated[FocusMode, "what its workspace would be made for"]
    status: Annotated[CustomerStatus, "the state that it would have"]
    subscription: Annotated[SubscriptionAnswer, "as it would begin now"]
    cost: Annotated[CostBreakdown, "what one period would cost you, by component"]
    credits_charged: Annotated[Money, "what would be charged now; 0 during a trial"]
    balance_after: Annotated[Money | None, "your balance after that charge; null if nothing would be charged"]
    welcome_email: Annotated[LetterAnswer | None, WELCOME_EMAIL]
    dry_run: Annotated[bool, "true: nothing was written"]


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
            # In one order, whether the database or a request has made it: the ETag depends on it.
            add_ons={name: subscription.add_ons[name] for name in sorted(subscription.add_ons)},
            ai_lens_medical=subscription.ai_lens_medical,
            cost=subscription.cost,
            period_start=subscription.period_start,
            period_end=subscription.period_end,
            trial_ends_at=subscription.trial_ends_at,
        ),
        created_at=customer.created_at,
    )


def customer_tag(customer: Customer) -> str:
    """Return the ETag that GET /customers/{customerId} has of it."""
    return tag_of(PARTNER, customer_answer(customer), CustomerAnswer)


def new_customer_answer(
    customer: Customer,
    cost: CostBreakdown,
    credits_charged: int,
    balance_after: int | None,
    letter: LetterAnswer | None,
) -> NewCustomerAnswer:
    """A customer just made, and what it cost."""
    return NewCustomerAnswer(
        **vars(customer_answer(customer)),
        cost=cost,
        credits_charged=credits_charged,
        balance_after=balance_after,
        welcome_email=letter,
        dry_run=False,
    )


def customer_preview(made: NewCustomerAnswer) -> CustomerPreview:
    """The same of a customer that was taken back."""
    shown = {field.name: getattr(made, field.name) for field in fields(CustomerPreview)}
    return CustomerPreview(**{**shown, "dry_run": True})
