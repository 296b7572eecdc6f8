"""What an order costs a partner at wholesale, and whether it may be ordered at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from credits.models import AddOnPrice, Plan, PlanOpening, RetailAddOnPrice
from errors_docs.exceptions import CostBreakdown, PlanNotEnabled, PlanNotFound

#: A percentage with two decimals is a whole number of these.
BASIS_POINTS = 10_000


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is wanted: a plan by its public id, and how much of it."""

    plan_id: str
    seats: int = 1
    add_ons: Mapping[str, int] = field(default_factory=dict)
    ai_lens_medical: bool = False

    @property
    def ordered_add_ons(self) -> dict[str, int]:
        """Only what is really ordered."""
        return {name: units for name, units in self.add_ons.items() if units > 0}


@dataclass(frozen=True)
class Quote:
    """The plan of an order and what one period of it costs."""

    plan: Plan
    breakdown: CostBreakdown


def quote(*, account_id: int, discount_percent: Decimal, order: Order) -> Quote:
    """The cost of an order. Raises PlanNotFound or PlanNotEnabled; one query, or three if add-ons are ordered."""
    plan = sellable_plans(account_id).filter(slug=order.plan_id).first()
    if plan is None:
        raise PlanNotFound
    wanted = order.ordered_add_ons
    wholesale = _wholesale_prices(wanted)
    retail = _retail_prices(account_id, wanted)
    missing = [*_missing_from_plan(plan, order), *(name for name in wanted if name not in retail or name not in wholesale)]
    if missing:
        raise PlanNotEnabled(plan_id=plan.slug, missing=missing)
    return Quote(plan, cost(plan, order, wholesale, discount_percent))


def sellable_plans(account_id: int) -> "QuerySet[Plan]":
    """Active plans that the platform has opened to the partner, each with its ``retail_*``, None where there is none."""
    openings = PlanOpening.objects.filter(plan=OuterRef("pk"), account_id=account_id)
    return (
        Plan.objects.filter(Q(open_to_all=True) | Exists(openings), is_active=True)
        .annotate(retail=FilteredRelation("retail_prices", condition=Q(retail_prices__account_id=account_id)))
        .annotate(
            retail_enabled=F("retail__is_enabled"),
            retail_price=F("retail__price"),
            retail_ai_lens_medical_price=F("retail__ai_lens_medical_price"),
        )
    )


def cost(plan: Plan, order: Order, add_on_prices: Mapping[str, int], discount_percent: Decimal) -> CostBreakdown:
    """(plan + aiLensMedical) × seats + add-ons, each component at the discount and rounded once, half up to 0.01."""
    lens = plan.ai_lens_medical_price * order.seats if order.ai_lens_medical else 0
    add_ons = sum(units * add_on_prices[name] for name, units in order.ordered_add_ons.items())
    parts = [discounted(full, discount_percent) for full in (plan.price * order.seats, add_ons, lens)]
    return CostBreakdown(
        base_plan_cost=parts[0], add_on_cost=parts[1], ai_lens_medical_cost=parts[2], total=sum(parts)
    )


def discounted(hundredths: int, discount_percent: Decimal) -> int:
    """The wholesale amount, rounded half up to a hundredth: 1005 at 50 % gives 503."""
    paid = BASIS_POINTS - int(discount_percent * 100)
    return (hundredths * paid + BASIS_POINTS // 2) // BASIS_POINTS


def _missing_from_plan(plan: Plan, order: Order) -> list[str]:
    """What the partner has not set for the plan itself. ``plan`` carries the annotations of sellable_plans."""
    retail = vars(plan)
    if not retail["retail_enabled"]:
        return ["plan"]
    needed = {"retailPrice": retail["retail_price"]}
    if order.ai_lens_medical:
        needed["aiLensMedical"] = retail["retail_ai_lens_medical_price"]
    return [name for name, price in needed.items() if price is None]


def _wholesale_prices(wanted: Mapping[str, int]) -> dict[str, int]:
    if not wanted:
        return {}
    return dict(AddOnPrice.objects.filter(add_on__in=wanted).values_list("add_on", "price"))


def _retail_prices(account_id: int, wanted: Mapping[str, int]) -> dict[str, int]:
    if not wanted:
        return {}
    prices = RetailAddOnPrice.objects.filter(account_id=account_id, add_on__in=wanted)
    return dict(prices.values_list("add_on", "price"))
