"""The partner's customers, each account's own and each mode's apart."""

import csv
import io

import pytest
from django.utils import timezone

from customers.models import Customer, CustomerStatus
from partners.modes import LIVE, TEST
from portal import customer_file
from tests.calls import Api
from tests.factories import make_customer, make_seller
from tests.portal.members import member_browser, text_of, without_chance

pytestmark = pytest.mark.django_db


def test_a_customer_shows_its_subscription_and_what_was_charged_for_it() -> None:
    seller = make_seller()
    order = {"email": "ada@example.com", "planId": seller.plan.slug, "addOns": {"extraServers": 2}, "name": "Ada"}
    made = Api(seller.key).post("/customers", order).json()["data"]
    page = text_of(member_browser(seller.account).get(f"/portal/customers/{made['id']}"))
    assert "2 \u00d7 extraServers" in page
    assert "-150.00" in page
    assert "150.00 credits a month" in page


def test_the_list_searches_filters_and_pages() -> None:
    seller = make_seller()
    for number in range(55):
        make_customer(seller, f"n{number:02}@example.com")
    make_customer(seller, "ada@example.com", company_name="Ada & Co", status=CustomerStatus.SUSPENDED)
    make_customer(seller, "test@example.com", mode=TEST)
    browser = member_browser(seller.account)
    first = text_of(browser.get("/portal/customers"))
    assert ("ada@example.com" in first, "n06@" in first, "n05@" in first, "test@" in first) == (
        (True, True, False, False)
    )
    oldest = seller.account.customers.get(email="n06@example.com").public_id
    second = text_of(browser.get("/portal/customers", {"before": oldest}))
    assert ("n06@" in second, "n05@" in second, "n00@" in second) == (False, True, True)
    assert "ada@example.com" in text_of(browser.get("/portal/customers", {"search": "ada & c"}))
    assert "n00@" not in text_of(browser.get("/portal/customers", {"status": "suspended"}))
    assert browser.get("/portal/customers", {"search": "\x00"}).status_code == 404


def test_a_strangers_customer_and_the_other_modes_are_missing_like_any_other() -> None:
    seller = make_seller()
    browser = member_browser(seller.account, mode=LIVE)
    foreign, other_mode = make_customer(make_seller()), make_customer(seller, mode=TEST)
    missing = without_chance(browser.get("/portal/customers/pc_00000000000000000000000000"))
    assert missing[0] == 404
    for public_id in (foreign.public_id, other_mode.public_id, "pc_\x00", "x"):
        assert without_chance(browser.get(f"/portal/customers/{public_id}")) == missing


def test_all_customers_of_a_mode_are_a_file_without_formulas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(customer_file, "BATCH", 2)
    seller = make_seller()
    made = [make_customer(seller, f"n{number}@example.com", name="=1+1") for number in range(5)]
    make_customer(seller, "test@example.com", mode=TEST)
    Customer.objects.filter(pk=made[0].pk).update(status=CustomerStatus.DELETED, deleted_at=timezone.now())
    make_customer(make_seller(), "other@example.com")
    answer = member_browser(seller.account).get("/portal/credits/customers.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="customers-live.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [row["email"] for row in rows] == [f"n{number}@example.com" for number in range(5)]
    assert {key: rows[1][key] for key in ("id", "name", "status", "plan", "seats", "cost", "deletedAt")} == {
        "id": made[1].public_id,
        "name": "'=1+1",
        "status": "active",
        "plan": seller.plan.slug,
        "seats": "1",
        "cost": "100.00",
        "deletedAt": "",
    }
    assert (rows[0]["status"], rows[0]["deletedAt"] != "") == ("deleted", True)
