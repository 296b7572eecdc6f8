"""Add-ons and aiLensMedical are priced for a month: a yearly plan pays twelve; what was paid before that is kept."""

from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from credits.models import Plan, RetailPrice
from credits.pricing import discounted
from customers import renewals
from customers.billing import charge_subscription
from customers.models import Subscription
from tests.factories import enable_plan, make_plan, make_seller
from tests.lifecycle.books import broken_invariants, moved
from tests.lifecycle.clock import Clock
from tests.lifecycle.shop import BALANCE, Shop, make_shop, path_of, subscription_of
from tests.state import nothing_moves

pytestmark = pytest.mark.django_db

ORDER = {"planId": "year", "seats": 2, "aiLensMedical": True, "addOns": {"hotStorageUnits": 3, "extraServers": 1}}
#: Two seats of 1,000.00, four units of 25.00 and two lenses of 10.00 for twelve months.
COST = {"basePlanCost": 2000, "addOnCost": 1200, "aiLensMedicalCost": 240, "total": 3440}


def yearly_shop(**tier: Any) -> Shop:
    shop = make_shop(balance=1_000_000_00, **tier)
    shop.plan("year", 1000_00, period="year")
    return shop


def test_a_yearly_plan_pays_twelve_months_of_its_add_ons_and_lens(clock: Clock) -> None:
    shop = yearly_shop()
    assert shop.api.post("/customers/quote", ORDER).json()["data"]["cost"] == COST
    customer = shop.create(**ORDER)
    assert moved(shop.seller) == [("charge", 3440_00)]
    assert shop.api.get(path_of(customer)).json()["data"]["subscription"]["cost"] == 3440
    facts = shop.seller.entries()[-1].facts
    assert facts is not None
    assert (facts["breakdown"], facts["months"]) == (COST, 12)
    assert (facts["addOnPrices"], facts["aiLensMedicalPrice"]) == ({"hotStorageUnits": 300, "extraServers": 300}, 120)
    clock.set("2027-04-01T00:00:00")
    assert renewals.renew_due() == 1
    assert moved(shop.seller) == [("charge", 3440_00), ("charge", 3440_00)]


def test_a_monthly_plan_pays_one_month(clock: Clock) -> None:
    shop = yearly_shop()
    order = {**ORDER, "planId": shop.seller.plan.slug}
    cost = shop.api.post("/customers/quote", order).json()["data"]["cost"]
    assert cost == {"basePlanCost": 200, "addOnCost": 100, "aiLensMedicalCost": 20, "total": 320}


def test_the_discount_is_taken_of_twelve_months_and_rounded_once() -> None:
    shop = yearly_shop(discount_percent=15.01)
    Plan.objects.filter(slug="year").update(price=33_33, ai_lens_medical_price=7_77)
    cost = shop.api.post("/customers/quote", ORDER).json()["data"]["cost"]
    # 84.99 % of 6,666, 120,000 and 18,648 hundredths.
    assert cost == {"basePlanCost": 56.65, "addOnCost": 1019.88, "aiLensMedicalCost": 158.49, "total": 1235.02}


def test_plans_list_the_prices_of_a_month_whatever_the_period() -> None:
    shop = yearly_shop()
    plans = {plan["id"]: plan for plan in shop.api.get("/plans").json()["data"]["plans"]}
    month, year = plans[shop.seller.plan.slug], plans["year"]
    assert year["aiLensMedical"] == month["aiLensMedical"] == {"wholesale": 10, "retail": 20, "margin": 10}
    assert year["addOns"] == month["addOns"]
    assert year["addOns"][0]["price"] == {"wholesale": 25, "retail": 50, "margin": 25}


def test_from_a_month_to_a_year_the_add_ons_are_charged_for_the_rest_of_the_year(clock: Clock) -> None:
    shop = yearly_shop()
    customer = shop.create(addOns={"extraServers": 1})
    clock.move(days=15)
    # Of 1,300.00 350 of 365 days are left, 1,246.58, and of the month's 125.00 the half.
    assert shop.change(customer, planId="year")["amount"] == 1184.08
    back = shop.change(customer, planId=shop.seller.plan.slug)["amount"]
    assert back == -1184.08
    clock.set("2026-05-01T00:00:00")
    assert renewals.renew_due() == 1
    assert moved(shop.seller)[-1] == ("charge", 125_00)
    assert broken_invariants() == []


def test_an_add_on_without_a_price_renews_at_its_last_one_for_every_month(clock: Clock) -> None:
    shop = yearly_shop()
    shop.create(planId="year", addOns={"extraServers": 2})
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM credits_addonprice")
    clock.set("2027-04-01T00:00:00")
    assert renewals.renew_due() == 1
    assert moved(shop.seller) == [("charge", 1600_00), ("charge", 1600_00)]


def before_the_migration(shop: Shop, **order: Any) -> Subscription:
    """A yearly subscription as the version before left it: add-ons charged once, and no months in its prices."""
    units = order.pop("addOns")
    subscription = subscription_of(shop.create(planId="year", **order))
    once = discounted(sum(units.values()) * 25_00, Decimal(subscription.prices["year"]["discountPercent"]))
    subscription.add_ons, subscription.cost = units, subscription.cost + once
    subscription.revision += 1
    if subscription.is_paid:
        charge_subscription(subscription, shop.seller.wallet().pk, once, "Add-ons", {})
    stored = {name: value for name, value in subscription.prices["year"].items() if name != "months"}
    subscription.prices = {"year": {**stored, "addOns": dict.fromkeys(units, 25_00)}}
    subscription.save()
    return subscription


def migrate() -> None:
    module: Any = import_module("customers.migrations.0005_monthly_add_on_prices")
    module.keep_what_was_paid(apps, None)


def test_a_running_year_keeps_what_was_paid_and_the_next_one_pays_every_month(clock: Clock) -> None:
    shop = yearly_shop()
    subscription = before_the_migration(shop, addOns={"hotStorageUnits": 10})
    assert (subscription.cost, shop.balance) == (1250_00, 1_000_000_00 - 1250_00)
    migrate()
    migrate()
    stored = subscription_of(subscription.customer)
    assert stored.cost == 1250_00
    assert stored.prices["year"]["kept"] == {"hotStorageUnits": {"units": 10, "price": 25_00}}
    assert shop.balance == 1_000_000_00 - 1250_00
    clock.set("2027-04-01T00:00:00")
    assert renewals.renew_due() == 1
    assert moved(shop.seller)[-1] == ("charge", 1000_00 + 10 * 12 * 25_00)
    assert "kept" not in subscription_of(subscription.customer).prices["year"]
    assert broken_invariants() == []


def test_add_ons_of_a_running_year_are_refunded_at_what_was_charged_and_more_of_them_cost_every_month(
    clock: Clock,
) -> None:
    shop = yearly_shop()
    customer = before_the_migration(shop, addOns={"hotStorageUnits": 10}).customer
    migrate()
    clock.move(days=73)
    # A fifth of the year is over: 80 % of two units at 25.00, and of one more at 300.00.
    assert shop.change(customer, addOns={"hotStorageUnits": 8})["amount"] == -40
    assert shop.change(customer, addOns={"hotStorageUnits": 10})["amount"] == 40
    assert shop.change(customer, addOns={"hotStorageUnits": 11})["amount"] == 240
    paid = shop.seller.entries()[-1].facts
    assert paid is not None
    assert paid["keptAddOnPrices"] == {"hotStorageUnits": {"units": 10, "price": 25}}
    assert shop.change(customer, addOns={"hotStorageUnits": 10})["amount"] == -240
    assert shop.change(customer, seats=2)["amount"] == 800
    assert shop.change(customer, addOns={"hotStorageUnits": 0})["amount"] == -200
    assert shop.delete(customer)["refund"] == 1600
    # A fifth of a seat and of ten units was used.
    assert shop.balance == 1_000_000_00 - 250_00
    assert broken_invariants() == []


def test_a_trial_that_runs_is_told_what_its_first_year_will_cost(clock: Clock) -> None:
    shop = yearly_shop(discount_percent=10)
    customer = before_the_migration(shop, trialDays=14, addOns={"extraServers": 2}).customer
    migrate()
    cost = subscription_of(customer).cost
    assert cost == 900_00 + 540_00
    clock.move(days=14)
    assert renewals.renew_due() == 1
    assert moved(shop.seller) == [("charge", cost)]


def test_a_monthly_subscription_is_left_alone_by_the_migration() -> None:
    shop = yearly_shop()
    subscription = subscription_of(shop.create(addOns={"extraServers": 2}))
    with nothing_moves():
        migrate()
    assert subscription_of(subscription.customer).prices == subscription.prices


def test_a_year_of_the_lens_is_divided_by_twelve_and_never_gets_cheaper() -> None:
    seller = make_seller()
    for slug, period, price in (("a", "year", 150_00), ("b", "year", 1), ("c", "month", 150_00), ("d", "year", 0)):
        enable_plan(seller.account, make_plan(slug, period=period, ai_lens_medical_price=price))
    sql: Any = import_module("credits.migrations.0003_monthly_prices")
    with connection.cursor() as cursor:
        cursor.execute((sql.SQL / "monthly_lens_prices.sql").read_text())
    named = Plan.objects.filter(slug__in="abcd").order_by("slug")
    assert list(named.values_list("ai_lens_medical_price", flat=True)) == [12_50, 1, 150_00, 0]
    retail = RetailPrice.objects.filter(plan__in=named).order_by("plan__slug")
    assert list(retail.values_list("ai_lens_medical_price", flat=True)) == [25_00, 1, 300_00, 0]


def test_the_balance_covers_a_year_of_storage_or_nothing_is_sold() -> None:
    shop = make_shop()
    shop.plan("year", 100_00, period="year")
    order = {"email": "a@example.com", "planId": "year", "addOns": {"hotStorageUnits": 34}}
    with nothing_moves():
        refused = shop.api.post("/customers", order)
    assert refused.json()["error"]["code"] == "INSUFFICIENT_CREDITS"
    assert refused.json()["error"]["details"]["breakdown"]["addOnCost"] == 34 * 12 * 25
    assert shop.balance == BALANCE
