"""Plans, retail prices and the margin between them and wholesale."""

import pytest

from credits.models import RetailAddOnPrice, RetailPrice
from partners.modes import TEST
from tests.calls import Api, code
from tests.factories import make_key, make_partner, make_plan, make_seller
from tests.portal.members import member_browser, text_of

pytestmark = pytest.mark.django_db


def test_the_margin_is_retail_less_what_the_tier_pays() -> None:
    seller = make_seller(discount_percent=25)
    page = text_of(member_browser(seller.account).get("/portal/plans"))
    assert "75.00 200.00 125.00 62 %" in page
    assert "after the 25 % of your tier" in page


def test_setting_a_price_enables_the_plan_for_orders() -> None:
    account = make_partner()
    plan = make_plan(price=100_00)
    browser = member_browser(account)
    order = {"planId": plan.slug, "email": "a@example.com"}
    key = make_key(account, TEST)
    assert code(Api(key).post("/customers/quote", order)) == "PLAN_NOT_ENABLED"
    path = f"/portal/plans/{plan.slug}/prices"
    answer = browser.post(path, {"is_enabled": "on", "price": "149.50", "ai_lens_medical_price": ""})
    assert answer["Location"] == "/portal/plans"
    price = RetailPrice.objects.get()
    assert (price.account, price.is_enabled, price.price, price.ai_lens_medical_price) == (account, True, 14950, None)
    assert Api(key).post("/customers/quote", order).status_code == 200
    browser.post(path, {"price": "149.50"})
    assert code(Api(key).post("/customers/quote", order)) == "PLAN_NOT_ENABLED"


@pytest.mark.parametrize("price", ["-1", "1.234", "abc", "1e99", "9" * 30])
def test_a_price_that_is_no_amount_is_refused_and_changes_nothing(price: str) -> None:
    seller = make_seller()
    before = RetailPrice.objects.values().get()
    path = f"/portal/plans/{seller.plan.slug}/prices"
    assert member_browser(seller.account).post(path, {"is_enabled": "on", "price": price}).status_code == 400
    assert RetailPrice.objects.values().get() == before


def test_add_on_prices_are_set_together_and_an_empty_one_is_taken_away() -> None:
    seller = make_seller()
    fields = dict.fromkeys(RetailAddOnPrice.objects.values_list("add_on", flat=True), "60")
    fields["extraServers"] = ""
    assert member_browser(seller.account).post("/portal/plans/add-ons", fields).status_code == 302
    prices = dict(RetailAddOnPrice.objects.values_list("add_on", "price"))
    assert "extraServers" not in prices
    assert set(prices.values()) == {60_00}


def test_a_plan_that_is_not_open_to_the_account_is_missing() -> None:
    account = make_partner()
    closed = make_plan(open_to_all=False)
    browser = member_browser(account)
    assert browser.get(f"/portal/plans/{closed.slug}/prices").status_code == 404
    assert browser.post("/portal/plans/no\x00/prices", {"price": "1"}).status_code == 404
    assert not RetailPrice.objects.exists()
