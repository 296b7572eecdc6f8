"""Plans, add-ons and tiers that a new installation starts with; what an operator changed since is in GET /plans."""

from credits.add_ons import ADD_ONS
from credits.defaults import ADD_ON_PRICES, PLANS
from errors_docs.money import format_credits
from errors_docs.surfaces import Surface
from partners.defaults import TIERS
from partners.models import Tier
from portal.guides.directives.table import code, table


def plans(surface: Surface, argument: str) -> str:
    """The plans with their list prices."""
    rows = [
        (
            code(slug),
            plan["name"],
            f"{format_credits(plan['price'])} a {plan.get('period', 'month')}",
            format_credits(plan["ai_lens_medical_price"]),
            f"{plan['included_storage_gb']} GB",
        )
        for slug, plan in PLANS.items()
    ]
    return table(("Plan", "Name", "List price a seat", "`aiLensMedical` a seat and month", "Storage"), rows)


def add_ons(surface: Surface, argument: str) -> str:
    """The add-ons with their list prices."""
    rows = [(code(each.name), each.title, each.unit, format_credits(ADD_ON_PRICES[each.name])) for each in ADD_ONS]
    return table(("Add-on", "What it is", "One unit", "List price a unit and month"), rows)


def tiers(surface: Surface, argument: str) -> str:
    """The tiers with their discounts."""
    rows = [
        (
            code(slug),
            f"{terms.get('discount_percent', 0)} %",
            "yes" if terms.get("may_sell", True) else "no",
            f"{terms['trial_days']} days" if "trial_days" in terms else "",
            _customer_trials(Tier(**terms)),
        )
        for slug, terms in TIERS.items()
    ]
    return table(("Tier", "Off the list price", "May sell", "Ends after", "Trials of customers"), rows)


def _customer_trials(tier: Tier) -> str:
    """Return the bounds of the trials that the tier allows."""
    order = f"{tier.customer_trial_seats} seats and {tier.customer_trial_units} units of an add-on"
    return f"{tier.open_customer_trials} at once, up to {tier.customer_trial_days} days, {order}"
