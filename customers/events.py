"""What webhooks say of customers: recorded in the transaction of each change."""

from collections.abc import Iterable
from typing import Any

from customers.models import Customer, Subscription
from webhooks.event_types import CustomerFacts, CustomerUpdated, SubscriptionFacts, SubscriptionUpdated
from webhooks.outbox import Happening, record_events


def record_of(customer: Customer, *data: Any) -> None:
    """Events about one customer, in one statement."""
    record_events([Happening(customer.account_id, customer.mode, each) for each in data])


def record_status(customer: Customer) -> None:
    """A new status of a customer, which is one of its subscription, too."""
    record_of(customer, CustomerUpdated(customer_facts(customer)), subscription_updated(customer.subscription))


def record_renewals(subscription_ids: Iterable[int], changed_customers: set[int]) -> None:
    """Subscriptions that were just renewed or could not be, and those of their customers whose status changed."""
    found = Subscription.objects.filter(pk__in=subscription_ids).select_related("plan", "customer__organization")
    happenings = []
    for subscription in found.order_by("pk"):
        customer = subscription.customer
        data: list[Any] = [subscription_updated(subscription)]
        if customer.pk in changed_customers:
            data.append(CustomerUpdated(customer_facts(customer)))
        happenings += [Happening(customer.account_id, customer.mode, each) for each in data]
    record_events(happenings)


def subscription_updated(subscription: Subscription) -> SubscriptionUpdated:
    return SubscriptionUpdated(subscription.customer.public_id, subscription_facts(subscription))


def customer_facts(customer: Customer) -> CustomerFacts:
    """A customer with its organization at hand."""
    return CustomerFacts(
        id=customer.public_id,
        email=customer.email,
        name=customer.name,
        company_name=customer.company_name,
        status=customer.status,
        organization_id=customer.organization.public_id,
        created_at=customer.created_at,
    )


def subscription_facts(subscription: Subscription) -> SubscriptionFacts:
    """A subscription with its plan at hand."""
    return SubscriptionFacts(
        plan_id=subscription.plan.slug,
        status=subscription.status,
        seats=subscription.seats,
        add_ons=subscription.add_ons,
        ai_lens_medical=subscription.ai_lens_medical,
        cost=subscription.cost,
        period_start=subscription.period_start,
        period_end=subscription.period_end,
        trial_ends_at=subscription.trial_ends_at,
    )
