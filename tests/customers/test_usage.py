"""GET /customers/{id}/usage and GET /usage/summary: what is used and what it came to."""

import datetime
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from api.ids import new_id
from credits import ledger
from credits.ledger import Charge, Note
from customers.models import Customer, Usage
from partners.modes import TEST
from tests.calls import Api, code, problems
from tests.factories import Seller, make_customer, make_key, make_plan, make_seller

pytestmark = pytest.mark.django_db

SUMMARY = "/usage/summary"


def test_a_customers_usage_is_told_beside_its_quota() -> None:
    seller = make_seller()
    customer = make_customer(seller)
    change_plan(customer, included_storage_gb=100)
    customer.subscription.add_ons = {"hotStorageUnits": 2, "coldStorageUnits": 1, "extraServers": 5}
    customer.subscription.save(update_fields=["add_ons"])
    use(customer, 7)
    assert Api(seller.key).get(f"/customers/{customer.public_id}/usage").json()["data"] == {
        "id": customer.public_id,
        "customerId": customer.public_id,
        "seats": 1,
        "storage": {"usedBytes": 7000, "quotaGB": 2100},
        "devices": 7,
        "files": 14,
        "studies": 21,
        "reports": 28,
    }


def test_who_uses_nothing_yet_is_told_zeros() -> None:
    seller = make_seller()
    customer = make_customer(seller)
    found = Api(seller.key).get(f"/customers/{customer.public_id}/usage").json()["data"]
    assert (found["storage"]["usedBytes"], found["devices"], found["reports"]) == (0, 0, 0)


def test_the_usage_of_a_stranger_is_not_found() -> None:
    stranger = make_customer(make_seller())
    api = Api(make_seller().key)
    for customer_id in (stranger.public_id, new_id("pc")):
        assert code(api.get(f"/customers/{customer_id}/usage")) == "CUSTOMER_NOT_FOUND"


def test_the_summary_counts_and_adds_up_what_the_customers_are_and_use_now() -> None:
    seller = make_seller(balance=0)
    use(make_customer(seller), 1)
    use(make_customer(seller, status="suspended"), 10)
    use(owing(make_customer(seller)), 100)
    use(owing(make_customer(seller, status="suspended")), 1000)
    make_customer(seller)
    use(make_customer(seller, status="deleted", deleted_at=timezone.now()), 10_000)
    use(make_customer(seller, mode=TEST), 100_000)
    use(make_customer(make_seller()), 1_000_000)
    assert Api(seller.key).get(SUMMARY).json()["data"] == {
        "rangeStart": None,
        "rangeEnd": None,
        "credits": {"charged": 0, "refunded": 0, "net": 0},
        "customers": {"total": 5, "active": 2, "pastDue": 1, "suspended": 2},
        "storageUsedBytes": 1_111_000,
        "devices": 1111,
        "files": 2222,
        "studies": 3333,
        "reports": 4444,
    }


def test_a_partner_without_customers_has_a_summary_of_zeros() -> None:
    found = Api(make_seller().key).get(SUMMARY).json()["data"]
    assert found["customers"] == {"total": 0, "active": 0, "pastDue": 0, "suspended": 0}
    assert (found["storageUsedBytes"], found["devices"], found["files"]) == (0, 0, 0)


def test_a_range_includes_its_beginning_and_not_its_end() -> None:
    seller = make_seller()
    charge(seller, 10_00, "first")
    charge(seller, 20_00, "second")
    refund(seller, 5_00, "second")
    granted, first, second, refunded = (entry.created_at.isoformat() for entry in seller.entries())
    api = Api(seller.key)
    sums = {
        (granted, first): (0, 0, 0),
        (granted, second): (10, 0, 10),
        (first, refunded): (30, 0, 30),
        (second, refunded): (20, 0, 20),
        (second, second): (0, 0, 0),
        (second, ""): (20, 5, 15),
        ("", refunded): (30, 0, 30),
        ("", ""): (30, 5, 25),
    }
    for (start, end), (charged, taken_back, net) in sums.items():
        found = api.get(SUMMARY + between(start, end)).json()["data"]["credits"]
        assert found == {"charged": charged, "refunded": taken_back, "net": net}


def test_the_other_mode_has_money_of_its_own() -> None:
    seller = make_seller()
    charge(seller, 10_00, "live")
    found = Api(make_key(seller.account, TEST)).get(SUMMARY).json()["data"]
    assert found["credits"] == {"charged": 0, "refunded": 0, "net": 0}


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    now = timezone.now()
    earlier = now - datetime.timedelta(seconds=1)
    answer = Api(make_seller().key).get(SUMMARY + between(now.isoformat(), earlier.isoformat()))
    assert problems(answer) == [("to", "range")]


def between(start: str, end: str) -> str:
    """The query for a range; an empty side is left open."""
    bounds = {"from": start, "to": end}
    return "?" + urlencode({name: moment for name, moment in bounds.items() if moment})


def use(customer: Customer, number: int) -> None:
    """Usage in which each figure is another multiple of a number."""
    Usage.objects.create(
        customer=customer,
        storage_bytes=1000 * number,
        devices=number,
        files=2 * number,
        studies=3 * number,
        reports=4 * number,
    )


def owing(customer: Customer) -> Customer:
    """The customer, whose renewal could not be paid."""
    customer.subscription.status = "past_due"
    customer.subscription.save(update_fields=["status"])
    return customer


def change_plan(customer: Customer, *, included_storage_gb: int) -> None:
    """Puts a customer on a plan of its own."""
    customer.subscription.plan = make_plan(included_storage_gb=included_storage_gb)
    customer.subscription.save(update_fields=["plan"])


def charge(seller: Seller, amount: int, reference: str) -> None:
    """A charge of the live wallet."""
    ledger.charge(Charge(wallet_id=seller.wallet().pk, amount=amount, reference=reference, description="Charged"))


def refund(seller: Seller, amount: int, reference: str) -> None:
    """A refund of a part of that charge."""
    (charged,) = [entry for entry in seller.entries() if entry.reference == reference]
    note = Note(reference=f"{reference}:back", description="Refunded")
    ledger.refund(charge_id=charged.pk, amount=amount, note=note)
