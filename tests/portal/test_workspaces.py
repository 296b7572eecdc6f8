"""What a workspace sees of itself: its plan, its generations, and its first calls."""

import pytest

from credits.wallets import open_wallets
from partners.models import Account
from partners.modes import LIVE, TEST
from tests.generation.workspace import Shop, make_shop
from tests.portal.members import member_browser, text_of, without_chance

pytestmark = pytest.mark.django_db


def generated(shop: Shop) -> str:
    """The id of a generation that succeeded."""
    assert shop.generate().status_code == 200
    return shop.generations[-1].public_id


def test_a_generation_shows_what_it_cost_and_its_result() -> None:
    shop = make_shop()
    generation_id = generated(shop)
    browser = member_browser(shop.account)
    assert "research succeeded 25.00" in text_of(browser.get("/portal/generations")).replace("Cost: ", "")
    page = text_of(browser.get(f"/portal/generations/{generation_id}"))
    assert "Charged 25.00" in page
    assert "marketSize" in page


def test_a_strangers_generation_and_the_other_modes_are_missing_like_any_other() -> None:
    shop = make_shop()
    foreign = generated(make_shop())
    own = generated(shop)
    missing = without_chance(member_browser(shop.account).get("/portal/generations/gen_00000000000000000000000000"))
    browser = member_browser(shop.account, mode=TEST)
    assert missing[0] == 404
    assert browser.get(f"/portal/generations/{own}").status_code == 404
    assert browser.get(f"/portal/generations/{foreign}").status_code == 404
    assert member_browser(shop.account, mode=LIVE).get(f"/portal/generations/{foreign}").status_code == 404
    assert own not in browser.get("/portal/generations").content.decode()


def test_the_overview_shows_the_plan_and_its_refresh() -> None:
    page = text_of(member_browser(make_shop(plan="starter").account).get("/portal/"))
    assert "Plan Starter 500.00 again on" in page


def test_an_account_without_a_profile_has_an_overview_too() -> None:
    account = Account.objects.create(kind="workspace", name="Bare")
    open_wallets(account)
    assert member_browser(account).get("/portal/").status_code == 200
