"""The plans that a partner sells, as it sees them: wholesale after its discount, retail, and the margin between."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Final

from api.paging import Pagination, Portion
from credits.add_ons import ADD_ONS
from credits.models.plan import RefundRule
from credits.pricing import add_on_prices, discounted, plan_not_found, sellable_plans
from errors_docs.money import Money

if TYPE_CHECKING:
    from credits.pricing import SellablePlan


#: The rules in a few words; the guide has the formulas.
REFUND_RULES: Final = (
    "what comes back of a period given up early. unused: its unused part, to the second; none: nothing; less_monthly: "
    "what is left after the used months at monthlyPrice"
)


@dataclass(frozen=True)
class Price:
    """What you pay and what you are paid."""

    wholesale: Annotated[Money, "what you pay, after your tier's discount"]
    retail: Annotated[Money | None, "what your customer pays you; null: not set"]
    margin: Annotated[Money | None, "retail less wholesale; null while retail is not set"]


@dataclass(frozen=True)
class AddOnOffer:
    """An add-on and the price of one unit for one month."""

    id: Annotated[str, "the same as name"]
    name: Annotated[str, "the field of addOns in an order"]
    title: Annotated[str, "for people, in English"]
    unit: Annotated[str, "what one unit gives, in words such as 500 GB"]
    price: Annotated[Price, "of one unit for one month; an order pays it for each month of the plan's period"]


@dataclass(frozen=True)
class Included:
    """What a subscription has without any add-on, however many seats."""

    storage_gb: Annotated[int, "of hot storage, each GB 10^9 bytes"]
    servers: Annotated[int, "extraServers adds to it"]
    databases: Annotated[int, "mysqlDatabases and mssqlDatabases add to it"]
    workspaces: Annotated[int, "extraWorkspaces adds to it"]


@dataclass(frozen=True)
class PlanOffer:
    """A plan that you have enabled."""

    id: Annotated[str, "the planId of an order"]
    name: Annotated[str, "for people, as welcome mails have it; may change"]
    description: Annotated[str, "the operator's words on the plan; may be empty"]
    period: Annotated[str, "month or year: how long one charge lasts"]
    price: Annotated[Price, "for one seat and period"]
    ai_lens_medical: Annotated[Price, "for one seat and month, added if aiLensMedical is ordered"]
    refund_rule: Annotated[RefundRule, REFUND_RULES]
    monthly_price: Annotated[
        Money | None, "what a used month of one seat costs you under less_monthly; null: another rule"
    ]
    included: Included
    add_ons: Annotated[
        list[AddOnOffer], "every one with a wholesale price; one without a retail price can't be ordered yet"
    ]


@dataclass(frozen=True)
class PlanList:
    plans: Annotated[list[PlanOffer], "all that you have enabled, in the operator's order"]
    pagination: Pagination


def enabled_plans(account_id: int, portion: Portion, *, discount_percent: Decimal) -> PlanList:
    """Return the plans that the partner has enabled, in the platform's order. Two queries, however many plans."""
    mine = list(sellable_plans(account_id).filter(retail_enabled=True))
    shown, pagination = portion.shown(portion.of(mine, _place), _place, lambda: len(mine))
    add_ons = _add_on_offers(account_id, discount_percent)
    return PlanList([_offer(plan, add_ons, discount_percent) for plan in shown], pagination)


def enabled_plan(*, account_id: int, discount_percent: Decimal, plan_id: str) -> PlanOffer:
    """One of them. Raises PlanNotFound for a plan that is unknown, inactive, not opened or not enabled."""
    # PostgreSQL takes no NUL in a text, not even to compare with.
    known = sellable_plans(account_id).filter(retail_enabled=True, slug=plan_id.replace("\0", "�"))
    plan = known.first()
    if plan is None:
        raise plan_not_found(account_id, plan_id)
    return _offer(plan, _add_on_offers(account_id, discount_percent), discount_percent)


def _place(plan: "SellablePlan") -> list[Any]:
    """Return what orders plans: the platform's position, then the id."""
    return [plan.position, plan.slug]


def _offer(plan: "SellablePlan", add_ons: list[AddOnOffer], discount_percent: Decimal) -> PlanOffer:
    return PlanOffer(
        id=plan.slug,
        name=plan.name,
        description=plan.description,
        period=plan.period,
        price=_price(plan.price, plan.retail_price, discount_percent),
        ai_lens_medical=_price(plan.ai_lens_medical_price, plan.retail_ai_lens_medical_price, discount_percent),
        refund_rule=RefundRule(plan.refund_rule),
        monthly_price=wholesale_monthly_price(plan, discount_percent),
        included=Included(
            plan.included_storage_gb, plan.included_servers, plan.included_databases, plan.included_workspaces
        ),
        add_ons=add_ons,
    )


def wholesale_monthly_price(plan: "SellablePlan", discount_percent: Decimal) -> int | None:
    """Return what a used month of a seat costs where the plan's refund rule counts used months; None elsewhere."""
    if plan.refund_rule != RefundRule.LESS_MONTHLY or plan.monthly_price is None:
        return None
    return discounted(plan.monthly_price, discount_percent)


def _add_on_offers(account_id: int, discount_percent: Decimal) -> list[AddOnOffer]:
    prices = add_on_prices(account_id)
    return [
        AddOnOffer(
            add_on.name, add_on.name, add_on.title, add_on.unit, _price(price.wholesale, price.retail, discount_percent)
        )
        for add_on in ADD_ONS
        if (price := prices.get(add_on.name)) is not None
    ]


def _price(full: int, retail: int | None, discount_percent: Decimal) -> Price:
    wholesale = discounted(full, discount_percent)
    return Price(wholesale, retail, None if retail is None else retail - wholesale)
