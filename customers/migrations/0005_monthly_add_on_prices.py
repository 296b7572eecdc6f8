"""Yearly subscriptions from when an add-on cost the same for a month and for a year.

What was paid is kept: until the period ends, the units that were ordered cost what they did, and one that is given up is
refunded at that. Units beyond them cost a month's price for each month, and from the next period on all of them do.
"""

from decimal import Decimal
from typing import Any

from django.db import migrations

MONTHS = 12


def keep_what_was_paid(apps: Any, schema_editor: Any) -> None:
    """Mark the add-ons of paid yearly periods as kept, and price those of unpaid ones by the month."""
    yearly = set(apps.get_model("credits", "Plan").objects.filter(period="year").values_list("slug", flat=True))
    subscriptions = apps.get_model("customers", "Subscription").objects
    held = subscriptions.filter(prices__has_any_keys=sorted(yearly)).exclude(status="cancelled")
    for subscription in held.select_related("plan").select_for_update(of=("self",)).order_by("pk").iterator():
        _convert(subscription, yearly)
        subscription.save(update_fields=["prices", "cost"])


def _convert(subscription: Any, yearly: set[str]) -> None:
    for slug in yearly & set(subscription.prices):
        before = subscription.prices[slug]
        if "months" in before:
            continue
        after = {**before, "addOns": {}, "months": MONTHS}
        if slug == subscription.plan.slug and subscription.is_paid:
            ordered = {name: units for name, units in subscription.add_ons.items() if name in before["addOns"]}
            kept = {name: {"units": units, "price": before["addOns"][name]} for name, units in ordered.items()}
            after = {**after, **({"kept": kept} if kept else {})}
        elif slug == subscription.plan.slug:
            after["addOns"] = {name: price * MONTHS for name, price in before["addOns"].items()}
            subscription.cost += _add_on_cost(subscription, after) - _add_on_cost(subscription, before)
        subscription.prices = {**subscription.prices, slug: after}


def _add_on_cost(subscription: Any, stored: dict[str, Any]) -> int:
    """Return what the ordered add-ons cost at stored prices: less the discount, rounded half up once."""
    full = sum(units * stored["addOns"].get(name, 0) for name, units in subscription.add_ons.items())
    paid = 10_000 - int(Decimal(stored["discountPercent"]) * 100)
    return (full * paid + 5_000) // 10_000


class Migration(migrations.Migration):
    dependencies = [
        ("credits", "0003_monthly_prices"),
        ("customers", "0004_long_organization_names"),
    ]

    operations = [migrations.RunPython(keep_what_was_paid, migrations.RunPython.noop)]
