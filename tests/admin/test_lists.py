"""Lists cost the same few queries whatever they show."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from credits import ledger
from credits.models import Entry, Hold, Plan, PlanOpening, RetailAddOnPrice, RetailPrice, Wallet
from credits.posting import Note
from customers.models import Customer, Organization, Subscription
from partners.admin.paging import BoundedPaginator
from partners.models import Account, ApiKey, LoggedRequest, Tier, User
from tests.admin.staff import list_of
from tests.factories import Seller, make_customer, make_key, make_seller

pytestmark = pytest.mark.django_db

LISTS = (
    *(Account, ApiKey, Tier, User, LogEntry, LoggedRequest),
    *(Wallet, Entry, Hold, Plan, PlanOpening, RetailPrice, RetailAddOnPrice),
    *(Customer, Organization, Subscription),
)


def fill(user: User) -> Seller:
    """A partner of its own with something for every list."""
    seller = make_seller()
    make_key(seller.account, "test", created_by=user)
    customer = make_customer(seller)
    PlanOpening.objects.create(account=seller.account, plan=seller.plan)
    wallet_id, now = seller.wallet().pk, timezone.now()
    asked = ledger.Charge(wallet_id=wallet_id, amount=1, reference="c", description="x", customer_id=customer.public_id)
    ledger.charge(asked)
    ledger.adjust(wallet_id=wallet_id, amount=1, note=Note(reference="a", description="x", actor=user))
    deadline = now + datetime.timedelta(hours=1)
    ledger.hold(wallet_id=wallet_id, amount=1, deadline=deadline, note=Note(reference="h", description="x"))
    LogEntry.objects.create(user=user, action_flag=2, object_id="1", object_repr="x", change_message="x")
    LoggedRequest.objects.create(
        request_id=f"req_{wallet_id}",
        account=seller.account,
        key=seller.account.api_keys.latest("pk"),
        mode="live",
        surface="partner",
        method="GET",
        route="account",
        status=200,
        duration_ms=1.0,
        created_at=now,
    )
    return seller


def queries_of(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("model", LISTS)
def test_a_longer_list_costs_no_more_queries(browser: Client, operator: User, model: type[Model]) -> None:
    fill(operator)
    browser.get(list_of(model))
    before = queries_of(browser, list_of(model))
    for _ in range(4):
        fill(operator)
    assert queries_of(browser, list_of(model)) == before
    assert before <= 8


def test_the_first_page_costs_few_queries(browser: Client, operator: User) -> None:
    fill(operator)
    browser.get("/admin/")
    assert queries_of(browser, "/admin/") <= 11


def test_no_list_is_counted_past_the_bound(browser: Client, operator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("partners.admin.paging.LONGEST", 3)
    monkeypatch.setattr("partners.admin.base.OperatorAdmin.list_per_page", 2)
    for _ in range(2):
        fill(operator)
    response = browser.get(list_of(Entry))
    paginator: BoundedPaginator = response.context["cl"].paginator
    assert (paginator.count, paginator.is_cut, paginator.num_pages) == (3, True, 2)
    assert "3 or more" in " ".join(response.content.decode().split())
    assert browser.get(list_of(Entry), {"p": 2}).status_code == 200


def test_an_unfiltered_list_offers_no_way_to_show_all(browser: Client, operator: User) -> None:
    fill(operator)
    assert "Show all" not in browser.get(list_of(Account)).content.decode()
    assert "Show all" in browser.get(list_of(Account), {"status__exact": "active"}).content.decode()
