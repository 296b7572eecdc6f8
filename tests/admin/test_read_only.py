"""What is only shown: nobody adds to the ledger, wallets, holds, customers or the log, changes or deletes them."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from credits import ledger
from credits.models import Entry, Hold, Wallet
from credits.posting import Note
from customers.models import Customer, Organization, Subscription
from partners.models import LoggedRequest
from tests.admin.staff import list_of, make_operator, open_and_send, page_of, text_of
from tests.factories import Seller, make_customer, make_seller
from tests.state import nothing_moves

pytestmark = pytest.mark.django_db

MODELS = (Entry, Wallet, Hold, Customer, Organization, Subscription, LogEntry)


@pytest.fixture
def seller(browser: Client) -> Seller:
    """With a customer, a charge, its refund, a hold, and something in the log."""
    made = make_seller()
    customer = make_customer(made, "ada@example.com", name="Ada")
    wallet = made.wallet()
    asked = ledger.Charge(
        wallet_id=wallet.pk,
        amount=120_00,
        reference="charge:1",
        description="Starter",
        customer_id=customer.public_id,
        facts={"seats": 3},
    )
    charged = ledger.charge(asked)
    note = Note(reference="refund:1", description="Unused", customer_id=customer.public_id)
    ledger.refund(charge_id=charged.entry_id, amount=20_00, note=note)
    deadline = timezone.now() + datetime.timedelta(hours=1)
    note = Note(reference="hold:1", description="Held")
    ledger.hold(wallet_id=wallet.pk, amount=30_00, deadline=deadline, note=note)
    open_and_send(browser, page_of(made.account, "adjust"), mode="live", amount="1", reason="Rounding")
    return made


@pytest.mark.parametrize("model", MODELS)
def test_even_a_superuser_adds_changes_and_deletes_nothing(browser: Client, seller: Seller, model: type[Model]) -> None:
    obj = model._default_manager.order_by("pk").last()
    assert obj is not None
    with nothing_moves():
        assert browser.get(page_of(obj)).status_code == 200
        assert browser.post(page_of(obj), {"amount": "1"}).status_code == 403
        assert browser.get(list_of(model) + "add/").status_code == 403
        assert browser.post(list_of(model) + "add/", {"amount": "1"}).status_code == 403
        assert browser.post(page_of(obj, "delete"), {"post": "yes"}).status_code == 403
        browser.post(list_of(model), {"action": "delete_selected", "_selected_action": [obj.pk], "post": "yes"})
    assert model._default_manager.filter(pk=obj.pk).exists()


def test_the_ledger_shows_amounts_with_their_sign(browser: Client, seller: Seller) -> None:
    rows = [entry.balance_change for entry in browser.get(list_of(Entry)).context["cl"].result_list]
    assert rows == [1_00, 0, 20_00, -120_00, 1000_00]
    text = text_of(browser.get(list_of(Entry)))
    for shown in ("+1.00", "30.00", "+20.00", "-120.00", "+1000.00", "901.00"):
        assert f" {shown} " in text


@pytest.mark.parametrize(
    ("query", "references"),
    [
        ({"kind__exact": "refund"}, ["refund:1"]),
        ({"kind__exact": "charge"}, ["charge:1"]),
        ({"q": "charge:1"}, ["charge:1"]),
        ({"q": " hold:1 "}, ["hold:1"]),
        ({"q": "charge"}, []),
        ({"q": "%"}, []),
        ({"wallet__mode__exact": "test"}, []),
        ({"kind__exact": "charge", "created_at_to": "2999-01-01"}, ["charge:1"]),
        ({"created_at_from": "2999-01-01"}, []),
        ({"created_at_to": "2020-01-01"}, []),
        ({"kind__exact": "charge", "created_at_from": "yesterday"}, ["charge:1"]),
    ],
)
def test_entries_are_found(browser: Client, seller: Seller, query: dict[str, str], references: list[str]) -> None:
    response = browser.get(list_of(Entry), query)
    assert response.status_code == 200
    assert [entry.reference for entry in response.context["cl"].result_list] == references


def test_entries_are_found_by_customer_request_wallet_and_account(browser: Client, seller: Seller) -> None:
    customer = Customer.objects.get()
    adjusted = Entry.objects.get(kind="adjustment")
    assert adjusted.request_id.startswith("req_")
    for query, count in (
        ({"q": customer.public_id}, 2),
        ({"q": adjusted.request_id}, 1),
        ({"wallet__id__exact": seller.wallet().pk}, 5),
        ({"wallet__id__exact": seller.wallet("test").pk}, 0),
        ({"wallet__account__id__exact": seller.account.pk}, 5),
    ):
        assert len(browser.get(list_of(Entry), query).context["cl"].result_list) == count


def test_a_day_is_found_from_its_first_to_its_last_moment(browser: Client) -> None:
    key = make_seller().account.api_keys.get()
    moments = ["2026-03-01T23:59:59.999Z", "2026-03-02T00:00:00Z", "2026-03-02T23:59:59.999Z", "2026-03-03T00:00:00Z"]
    log = [
        LogEntry.objects.create(user=make_operator(), action_flag=2, object_id=str(key.pk), action_time=moment)
        for moment in moments
    ]
    day = {"action_time_from": "2026-03-02", "action_time_to": "2026-03-02"}
    assert list(browser.get(list_of(LogEntry), day).context["cl"].result_list) == [log[2], log[1]]


def test_a_wallets_ledger_is_read_along_its_index(browser: Client, seller: Seller) -> None:
    response = browser.get(list_of(Entry), {"wallet__id__exact": seller.wallet().pk})
    assert response.context["cl"].queryset.query.order_by[0] == "-sequence"


def test_an_entrys_page_shows_its_facts_its_grants_and_what_followed(browser: Client, seller: Seller) -> None:
    charge, refund = Entry.objects.get(kind="charge"), Entry.objects.get(kind="refund")
    page = browser.get(page_of(charge))
    text = text_of(page).replace("&quot;", '"')
    assert '{ "seats": 3 }' in text
    assert "the wallet, free to spend → credits earned" in text
    ((grant, amount),) = charge.allocations
    assert amount == 120_00
    assert f"purchased grant {grant} 120.00" in text
    assert f'href="{page_of(refund)}">refund +20.00</a>' in page.content.decode()
    assert f'href="{page_of(charge)}"' in browser.get(page_of(refund)).content.decode()


def test_a_wallets_page_shows_what_is_left_of_the_grant_in_use(browser: Client, seller: Seller) -> None:
    text = text_of(browser.get(page_of(seller.wallet())))
    assert "Balance 901.00" in text
    assert "Held 30.00" in text
    assert "Available 871.00" in text
    # The hold took its 30 out of the bought grant of 1000, before the correction of 1 came, which is used first.
    assert "purchased 1000.00 870.00" in text
    assert "promotional 1.00 1.00" in text


def test_customers_are_found_and_lead_to_their_ledger(browser: Client, seller: Seller) -> None:
    customer = Customer.objects.get()
    make_customer(seller, "bob@example.com")
    for query in ({"q": "ada@"}, {"q": customer.public_id}, {"q": "Ada"}):
        assert list(browser.get(list_of(Customer), query).context["cl"].result_list) == [customer]
    for query in ({"status__exact": "active"}, {"mode__exact": "live"}, {"account__id__exact": str(seller.account.pk)}):
        assert len(browser.get(list_of(Customer), query).context["cl"].result_list) == 2
    assert len(browser.get(list_of(Customer), {"status__exact": "deleted"}).context["cl"].result_list) == 0
    link = f"{list_of(Entry)}?q={customer.public_id}"
    assert f'href="{link}"' in browser.get(page_of(customer)).content.decode()


def test_requests_are_found_by_their_id_or_their_code(browser: Client, seller: Seller) -> None:
    key = seller.account.api_keys.get()
    for number, code in enumerate(("", "RATE_LIMITED")):
        LoggedRequest.objects.create(
            request_id=f"req_{number}",
            account=seller.account,
            key=key,
            mode="live",
            surface="partner",
            method="GET",
            route="account",
            status=429 if code else 200,
            code=code,
            duration_ms=1.5,
            created_at=timezone.now(),
        )
    for query, found in (({"q": "req_0"}, ["req_0"]), ({"q": "RATE_LIMITED"}, ["req_1"]), ({}, ["req_1", "req_0"])):
        response = browser.get(list_of(LoggedRequest), query)
        assert [logged.request_id for logged in response.context["cl"].result_list] == found
    logged = LoggedRequest.objects.get(request_id="req_1")
    assert browser.get(page_of(logged)).status_code == 200
    assert browser.post(page_of(logged), {"status": "200"}).status_code == 403
