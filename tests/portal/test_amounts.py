"""Amounts and whole numbers that members and operators type are ASCII digits, in every form."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from credits.models import RetailAddOnPrice, RetailPrice
from generation.models import WorkspacePlan
from partners.models import ApiKey, Tier
from tests.admin.staff import client_of, make_operator, nonce_in
from tests.factories import make_seller, make_workspace
from tests.portal.members import member_browser, text_of
from tests.state import nothing_moves

pytestmark = pytest.mark.django_db

NO_AMOUNTS = ["1_0", "1e5", "\u0665", "+5", "NaN", "1,50", "\uff15"]
NO_NUMBERS = ["1_0", "1e1", "\u0665", "+5", "5.0", "1,0", "\uff15"]
NO_AMOUNT = "Enter an amount such as 12.50"
NO_NUMBER = "Enter a whole number such as 12."


def sent(browser: Client, path: str, **fields: Any) -> Any:
    opened = browser.get(path)
    nonce = {"nonce": nonce_in(opened)} if b'name="nonce"' in opened.content else {}
    return browser.post(path, {**nonce, **fields})


@pytest.mark.parametrize("typed", NO_AMOUNTS)
def test_a_keys_cap_is_a_plain_decimal(typed: str) -> None:
    seller = make_seller()
    keys = ApiKey.objects.count()
    fields = {"name": "Server", "mode": "test", "scopes": "account:read", "monthly_cap": typed}
    refused = sent(member_browser(seller.account), "/portal/keys/new", **fields)
    assert (refused.status_code, NO_AMOUNT in text_of(refused)) == (400, True)
    path = f"{reverse('admin:partners_apikey_add')}?account={seller.account.pk}"
    refused = sent(client_of(make_operator()), path, **fields)
    assert (refused.status_code, NO_AMOUNT in text_of(refused)) == (400, True)
    assert ApiKey.objects.count() == keys


def test_blanks_round_an_amount_are_cut_off() -> None:
    account = make_seller().account
    fields = {"name": "Server", "mode": "test", "scopes": "account:read", "monthly_cap": " 12.5 "}
    assert sent(member_browser(account), "/portal/keys/new", **fields).status_code == 200
    assert ApiKey.objects.latest("pk").monthly_cap == 12_50


@pytest.mark.parametrize("typed", NO_AMOUNTS)
def test_prices_are_plain_decimals(typed: str) -> None:
    seller = make_seller()
    browser, operator = member_browser(seller.account), client_of(make_operator())
    retail = RetailPrice.objects.get()
    add_on = RetailAddOnPrice.objects.earliest("pk")
    with nothing_moves():
        for page in (
            browser.post(f"/portal/plans/{seller.plan.slug}/prices", {"is_enabled": "on", "price": typed}),
            browser.post("/portal/plans/add-ons", {add_on.add_on: typed}),
            operator.post(reverse("admin:credits_retailprice_change", args=[retail.pk]), {"price": typed}),
            operator.post(reverse("admin:credits_plan_change", args=[seller.plan.pk]), {"price": typed}),
        ):
            assert NO_AMOUNT in text_of(page)


@pytest.mark.parametrize("typed", NO_AMOUNTS)
def test_credits_are_moved_by_plain_decimals(typed: str) -> None:
    account = make_seller().account
    operator = client_of(make_operator())
    with nothing_moves():
        for page, word in (("grant", "description"), ("adjust", "reason")):
            path = reverse(f"admin:partners_account_{page}", args=[account.pk])
            fields = {"mode": "live", "amount": typed, "kind": "purchased", word: "Invoice 7"}
            refused = sent(operator, path, **fields)
            assert (refused.status_code, NO_AMOUNT in text_of(refused)) == (400, True)


@pytest.mark.parametrize("typed", NO_NUMBERS)
def test_whole_numbers_are_ascii_digits(typed: str) -> None:
    seller = make_seller()
    key = ApiKey.objects.get()
    overlaps = {"overlap_days": typed}
    for browser, path in (
        (member_browser(seller.account), f"/portal/keys/{key.public_id}/rotate"),
        (client_of(make_operator()), reverse("admin:partners_apikey_rotate", args=[key.pk])),
    ):
        refused = sent(browser, path, **overlaps)
        assert (refused.status_code, NO_NUMBER in text_of(refused)) == (400, True)
    assert ApiKey.objects.count() == 1


def test_the_terms_of_tiers_and_plans_are_ascii_digits() -> None:
    tier = make_seller().account.partner.tier
    make_workspace()
    plan = WorkspacePlan.objects.get(slug="free")
    operator = client_of(make_operator())
    fields = {"name": "Gold", "slug": tier.slug, "requests_per_minute": "1_00", "discount_percent": "1e1"}
    page = operator.post(reverse("admin:partners_tier_change", args=[tier.pk]), fields)
    errors = page.context["adminform"].form.errors
    assert (errors["requests_per_minute"], errors["discount_percent"]) == ([NO_NUMBER], [f"{NO_AMOUNT}."])
    fields = {"name": "Free", "rank": "\u0661\u0660", "monthly_credits": "1e2", "regenerations": "+2"}
    page = operator.post(reverse("admin:generation_workspaceplan_change", args=[plan.pk]), fields)
    errors = page.context["adminform"].form.errors
    assert (errors["rank"], errors["regenerations"]) == ([NO_NUMBER], [NO_NUMBER])
    assert errors["monthly_credits"] == [f"{NO_AMOUNT}."]
    assert Tier.objects.get().discount_percent == Decimal(0)
    assert WorkspacePlan.objects.get(pk=plan.pk).rank == 10


@pytest.mark.parametrize("typed", ["\u0662\u0660\u0663\u0666-11-22", "2036-11-2\uff12"])
def test_a_date_that_is_typed_has_ascii_digits(typed: str) -> None:
    seller = make_seller()
    keys = ApiKey.objects.count()
    fields = {"name": "Server", "mode": "test", "scopes": "account:read"}
    browser = member_browser(seller.account)
    refused = sent(browser, "/portal/keys/new", **fields, expires_at=f"{typed}T09:30")
    assert (refused.status_code, "in the digits 0 to 9" in text_of(refused)) == (400, True)
    path = f"{reverse('admin:partners_apikey_add')}?account={seller.account.pk}"
    refused = sent(client_of(make_operator()), path, **fields, expires_at_0=typed, expires_at_1="09:30")
    assert (refused.status_code, "in the digits 0 to 9" in text_of(refused)) == (400, True)
    assert ApiKey.objects.count() == keys
    assert browser.get("/portal/credits", {"from": typed}).context["asked"].first_day is None
