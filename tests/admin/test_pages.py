"""Every page: it answers, loads nothing from elsewhere, and says so in its headers."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client

from credits.models import AddOnPrice, Entry, Plan, PlanOpening, RetailAddOnPrice, RetailPrice, Wallet
from customers.models import Customer, Organization, Subscription
from partners.models import Account, ApiKey, Tier, User
from tests.admin.staff import Links, history_of, list_of, page_of
from tests.factories import make_customer, make_partner, make_plan, make_seller, make_tier
from webhooks.dispatch import fan_out
from webhooks.endpoints import Owner, create_endpoint
from webhooks.models import Delivery, Endpoint
from webhooks.outbox import record

pytestmark = pytest.mark.django_db

SHOWN = (
    *(Account, ApiKey, Tier, User, Group, Wallet, Entry, Plan, PlanOpening, AddOnPrice, RetailPrice, RetailAddOnPrice),
    *(Customer, Organization, Subscription, Endpoint, Delivery),
)
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@pytest.fixture
def everything(browser: Client) -> None:
    """One of each."""
    seller = make_seller()
    make_customer(seller)
    create_endpoint(owner=Owner(seller.account.pk, "live"), url="https://hooks.example.com/")
    record(account_id=seller.account.pk, mode="live", type="customer.created", data={})
    fan_out()
    PlanOpening.objects.create(account=seller.account, plan=seller.plan)
    Group.objects.create(name="Support")


def addresses() -> list[str]:
    """The list, the page, the history and, where there is one, the adding of each model."""
    found = ["/admin/", "/admin/password_change/", "/admin/search/?s=key"]
    for model in SHOWN:
        obj = model._default_manager.order_by("pk").first()
        assert obj is not None, model
        found += [list_of(model), f"{list_of(model)}?q=x", page_of(obj), page_of(obj, "history")]
    adding = (Account, ApiKey, Tier, User, Group, Plan, PlanOpening, AddOnPrice, RetailPrice, RetailAddOnPrice)
    return found + [f"{list_of(model)}add/" for model in adding]


@pytest.mark.usefixtures("everything")
def test_every_page_answers_and_runs_and_loads_only_our_own_files(browser: Client) -> None:
    for address in addresses():
        response = browser.get(address)
        assert (address, response.status_code) == (address, 200)
        assert response["Content-Security-Policy"] == POLICY
        assert response["X-Frame-Options"] == "DENY"
        page = response.content.decode()
        assert ("<script>" in page, "onclick=" in page) == (False, False)
        links = Links(page).addresses
        assert [link for link in links if not link.startswith(("/", "?", "#", "."))] == []


@pytest.mark.parametrize("words", ["key", "user"])
def test_the_search_finds_the_same_again_in_what_it_kept(browser: Client, words: str) -> None:
    pages = [browser.get("/admin/search/", {"s": words}).content.decode() for _ in range(2)]
    assert pages[0] == pages[1]
    assert 'href="/admin/partners/' in pages[0]


def test_the_sign_in_has_the_policy_too_and_leads_to_the_first_page(operator: User) -> None:
    browser = Client()
    response = browser.get("/admin/login/")
    assert (response.status_code, response["Content-Security-Policy"]) == (200, POLICY)
    assert '<input type="hidden" name="next" value="/admin/" form="login-form">' in response.content.decode()


def test_every_model_of_ours_that_an_operator_asks_about_is_there() -> None:
    assert [model for model in SHOWN if not admin.site.is_registered(model)] == []


def test_a_plan_is_priced_in_credits_with_two_decimals(browser: Client, operator: User) -> None:
    fields = {
        "name": "Clinic",
        "slug": "clinic",
        "position": "0",
        "period": "month",
        "price": "149.9",
        "ai_lens_medical_price": "0",
        "refund_rule": "unused",
        "monthly_price": "",
        "included_storage_gb": "100",
        "included_servers": "1",
        "included_databases": "1",
        "included_workspaces": "1",
        "openings-TOTAL_FORMS": "0",
        "openings-INITIAL_FORMS": "0",
    }
    assert browser.post(f"{list_of(Plan)}add/", fields).status_code == 302
    plan = Plan.objects.get()
    assert (plan.price, plan.ai_lens_medical_price) == (14990, 0)
    assert 'value="149.90"' in browser.get(page_of(plan)).content.decode()
    assert browser.post(page_of(plan), {**fields, "price": "149.905"}).status_code == 200
    assert browser.post(page_of(plan), {**fields, "price": "-1"}).status_code == 200
    assert Plan.objects.get().price == 14990
    assert history_of(plan) == [(operator.username, "Added.")]


def test_an_unchanged_price_is_not_recorded_as_changed(browser: Client, operator: User) -> None:
    price = AddOnPrice.objects.create(add_on="extraServers", price=1250)
    assert browser.post(page_of(price), {"add_on": "extraServers", "price": "12.5"}).status_code == 302
    assert history_of(price) == [(operator.username, "No fields changed.")]
    browser.post(page_of(price), {"add_on": "extraServers", "price": "12.51"})
    assert history_of(price)[-1] == (operator.username, "Changed Price.")
    assert AddOnPrice.objects.get().price == 1251


def test_a_tier_can_be_changed_but_not_deleted_while_partners_are_in_it(browser: Client) -> None:
    account = make_partner()
    tier = account.partner.tier
    trials = {"customer_trial_days": "30", "customer_trial_seats": "3", "customer_trial_units": "0"}
    fields = {"slug": tier.slug, "name": "Gold", "discount_percent": "35", "requests_per_minute": "240", **trials}
    fields["open_customer_trials"] = "0"
    assert browser.post(page_of(tier), fields).status_code == 302
    tier.refresh_from_db()
    assert (tier.name, str(tier.discount_percent), tier.requests_per_minute) == ("Gold", "35.00", 240)
    assert tier.may_sell is False
    assert (tier.customer_trial_days, tier.customer_trial_seats, tier.open_customer_trials) == (30, 3, 0)
    assert browser.post(page_of(tier), {**fields, "customer_trial_days": "91"}).status_code == 200
    browser.post(page_of(tier, "delete"), {"post": "yes"})
    assert Tier.objects.filter(pk=tier.pk).exists()
    spare = make_tier()
    browser.post(page_of(spare, "delete"), {"post": "yes"})
    assert not Tier.objects.filter(pk=spare.pk).exists()


def test_a_plan_that_somebody_has_cannot_be_deleted(browser: Client) -> None:
    seller = make_seller()
    make_customer(seller)
    spare = make_plan()
    for plan in (seller.plan, spare):
        browser.post(page_of(plan, "delete"), {"post": "yes"})
    assert list(Plan.objects.all()) == [seller.plan]


def test_accounts_and_plans_are_offered_while_typing(browser: Client) -> None:
    account = make_partner("Northwind")
    make_partner("Kestrel")
    query = {"term": "north", "app_label": "partners", "model_name": "apikey", "field_name": "account"}
    answer = browser.get("/admin/autocomplete/", query).json()
    assert answer["results"] == [{"id": str(account.pk), "text": "Northwind"}]
