"""Refusals about credits, plans and what may be sold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from errors_docs.exceptions.base import DomainError
from errors_docs.money import Money


@dataclass(frozen=True)
class CostBreakdown:
    """What a subscription period costs at wholesale, by component; each is rounded once, the total is their sum."""

    base_plan_cost: Annotated[Money, "the plan's price for all seats, after your discount"]
    add_on_cost: Annotated[Money, "all units of all add-ons, after your discount"]
    ai_lens_medical_cost: Annotated[Money, "aiLensMedical for all seats, after your discount"]
    total: Annotated[Money, "the sum of the three"]


@dataclass(eq=False)
class InsufficientCredits(DomainError):
    """What is available (balance less held) is below the charge; nothing moved."""

    required: Money
    current: Money
    breakdown: CostBreakdown | None = None


@dataclass(eq=False)
class PlanNotFound(DomainError):
    """The plan is unknown, inactive, or not opened to this partner; the three cannot be told apart from outside.

    ``plans`` are those that this partner may order, ``suggestion`` is the nearest of them.
    """

    plans: Sequence[str] = ()
    suggestion: str | None = None


@dataclass(eq=False)
class PlanNotEnabled(DomainError):
    """The plan is open to the partner, who has not enabled it or has not set a price that this order needs."""

    plan_id: str
    missing: Sequence[str]


@dataclass(eq=False)
class TrialExpired(DomainError):
    """The partner's own trial has ended, so it adds no customers until it upgrades."""

    trial_ended_at: datetime


@dataclass(eq=False)
class CannotSell(DomainError):
    """The partner's tier does not include selling."""

    tier: str


@dataclass(eq=False)
class TrialLimit(DomainError):
    """A customer's trial would have more than the partner's tier allows; ``limit`` names the bound."""

    limit: str
    allowed: int
    requested: int


@dataclass(eq=False)
class TrialUsed(DomainError):
    """The mailbox has had its trial, as the customer that is named, which may be deleted."""

    customer_id: str
    began_at: datetime
