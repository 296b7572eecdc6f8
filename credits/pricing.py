"""What an order costs a partner at wholesale, and whether it may be ordered at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from credits.add_ons import ADD_ON_NAMES
from credits.models import AddOnPrice, Plan, PlanOpening, RetailAddOnPrice
from credits.models.plan import Period, RefundRule
from errors_docs.exceptions import CostBreakdown, PlanNotEnabled, PlanNotFound
from foundation.nearest import nearest

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

#: Plans that a refusal lists.
MOST_LISTED = 50
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


class RetailOfPlan(TypedDict):
    """What sellable_plans adds to a plan; all None if the partner never priced it."""

    retail_enabled: bool | None
    retail_price: int | None
    retail_ai_lens_medical_price: int | None


if TYPE_CHECKING:
    SellablePlan = WithAnnotations[Plan, RetailOfPlan]


@dataclass(frozen=True)
class AddOnPrices:
    """One unit for one month, in hundredths; retail None: the partner has not set it."""

    wholesale: int
    retail: int | None


@dataclass(frozen=True)
class KeptPrice:
    """Units of an add-on that were paid at another price when the running period began, in hundredths for all of it."""

    units: int
    price: int


@dataclass(frozen=True)
class Prices:
    """What one unit of everything in an order costs for a period, before the discount; amounts in hundredths.

    Units in ``kept`` cost what they did when they were paid, those beyond them what ``add_ons`` says. ``monthly_plan``
    is the plan's price for a month, at which its refund rule may count the used ones.
    """

    plan: int
    ai_lens_medical: int
    add_ons: Mapping[str, int]
    discount_percent: Decimal
    months: int = 1
    kept: Mapping[str, KeptPrice] = field(default_factory=dict)
    refund_rule: str = RefundRule.UNUSED.value
    monthly_plan: int = 0


@dataclass(frozen=True)
class Quote:
    """The plan of an order, its prices, and what one period of it costs."""

    plan: Plan
    prices: Prices
    breakdown: CostBreakdown


def quote(
    *,
    account_id: int,
    discount_percent: Decimal,
    order: Order,
    held_plan: str = "",
    fixed: Prices | None = None,
) -> Quote:
    """The cost of an order. Raises PlanNotFound or PlanNotEnabled; one query, two if add-ons are ordered or it raises.

    ``held_plan`` is the plan that the customer has: it may keep it, though nobody could order it any more. ``fixed``
    are prices of the ordered plan that hold still, whatever they have become since.
    """
    plan = sellable_plans(account_id, held_plan).filter(slug=order.plan_id).first()
    if plan is None:
        raise plan_not_found(account_id, order.plan_id)
    wanted = order.ordered_add_ons
    prices = add_on_prices(account_id, list(wanted)) if wanted else {}
    missing = [] if plan.slug == held_plan else _missing_from_plan(plan, order)
    missing += [name for name in wanted if not _is_priced(prices.get(name))]
    if missing:
        raise PlanNotEnabled(plan_id=plan.slug, missing=missing)
    current = period_prices(plan, {name: prices[name].wholesale for name in wanted}, discount_percent)
    counted = current if fixed is None else replace(fixed, add_ons={**current.add_ons, **fixed.add_ons})
    return Quote(plan, counted, cost(order, counted))


def sellable_plans(account_id: int, held_plan: str = "") -> "QuerySet[SellablePlan]":
    """Active plans that are open to the partner, and the held one; each with its ``retail_*``, None where not set."""
    openings = PlanOpening.objects.filter(plan=OuterRef("pk"), account_id=account_id)
    return (
        Plan.objects.filter(Q(Q(open_to_all=True) | Exists(openings), is_active=True) | Q(slug=held_plan))
        .annotate(retail=FilteredRelation("retail_prices", condition=Q(retail_prices__account_id=account_id)))
        .annotate(
            retail_enabled=F("retail__is_enabled"),
            retail_price=F("retail__price"),
            retail_ai_lens_medical_price=F("retail__ai_lens_medical_price"),
        )
    )


def plan_not_found(account_id: int, plan_id: str) -> PlanNotFound:
    """Return the refusal of a plan with what may be ordered instead.

    What is suggested depends on the id that was sent and on the partner's own plans alone: a plan that isn't open to
    the partner is answered as one that doesn't exist.
    """
    priced = sellable_plans(account_id).filter(retail_enabled=True, retail_price__isnull=False)
    names = dict(priced.values_list("slug", "name")[:MOST_LISTED])
    by_name = {name: slug for slug, name in names.items()}
    near = nearest(plan_id, [*names, *by_name])
    return PlanNotFound(plans=list(names), suggestion=None if near is None else by_name.get(near, near))


def add_on_prices(account_id: int, names: Sequence[str] = ADD_ON_NAMES) -> dict[str, AddOnPrices]:
    """The prices of add-ons that have a wholesale price, in one query."""
    retail = RetailAddOnPrice.objects.filter(account_id=account_id, add_on=OuterRef("add_on")).values("price")
    rows = AddOnPrice.objects.filter(add_on__in=names).annotate(retail=Subquery(retail))
    return {name: AddOnPrices(*prices) for name, *prices in rows.values_list("add_on", "price", "retail")}


def wholesale_add_on_prices() -> dict[str, int]:
    """The price of one unit of every add-on that has one, for a month."""
    return dict(AddOnPrice.objects.values_list("add_on", "price"))


def period_prices(plan: Plan, monthly_add_ons: Mapping[str, int], discount_percent: Decimal) -> Prices:
    """Return what the list says for a period of the plan: aiLensMedical and add-ons are listed for a month."""
    months = Period(plan.period).months
    add_ons = {name: price * months for name, price in monthly_add_ons.items()}
    return Prices(
        plan=plan.price,
        ai_lens_medical=plan.ai_lens_medical_price * months,
        add_ons=add_ons,
        discount_percent=discount_percent,
        months=months,
        refund_rule=plan.refund_rule,
        monthly_plan=plan.monthly_price or 0,
    )


def cost(order: Order, prices: Prices) -> CostBreakdown:
    """(plan + aiLensMedical) * seats + add-ons, each component at the discount and rounded once, half up to 0.01."""
    lens = prices.ai_lens_medical * order.seats if order.ai_lens_medical else 0
    add_ons = sum(_cost_of_units(name, units, prices) for name, units in order.ordered_add_ons.items())
    parts = [discounted(full, prices.discount_percent) for full in (prices.plan * order.seats, add_ons, lens)]
    return CostBreakdown(base_plan_cost=parts[0], add_on_cost=parts[1], ai_lens_medical_cost=parts[2], total=sum(parts))


def _cost_of_units(name: str, units: int, prices: Prices) -> int:
    """Return the full price of an add-on for a period; units that are given up first are those without a kept price."""
    kept = prices.kept.get(name, KeptPrice(0, 0))
    before = min(units, kept.units)
    return before * kept.price + (units - before) * prices.add_ons[name]


def discounted(hundredths: int, discount_percent: Decimal) -> int:
    """The wholesale amount, rounded half up to a hundredth: 1005 at 50 % gives 503."""
    paid = BASIS_POINTS - int(discount_percent * 100)
    return (hundredths * paid + BASIS_POINTS // 2) // BASIS_POINTS


def _missing_from_plan(plan: "SellablePlan", order: Order) -> list[str]:
    """What the partner has not set for the plan itself."""
    if not plan.retail_enabled:
        return ["plan"]
    needed = {"retailPrice": plan.retail_price}
    if order.ai_lens_medical:
        needed["aiLensMedical"] = plan.retail_ai_lens_medical_price
    return [name for name, price in needed.items() if price is None]


def _is_priced(price: AddOnPrices | None) -> bool:
    """Both sides must have a price: without one an add-on can neither be charged nor sold."""
    return price is not None and price.retail is not None
