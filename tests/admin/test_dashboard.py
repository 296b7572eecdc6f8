"""The numbers on the first page."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from credits import ledger
from partners.keys import revoke_key
from partners.models import Account, ApiKey, LoggedRequest
from tests.admin.staff import client_of, make_staff, text_of
from tests.factories import give_credits, make_key, make_partner, wallet_of

pytestmark = pytest.mark.django_db


def cards(browser: Client) -> dict[str, tuple[str, str]]:
    """Title to (value, note)."""
    response = browser.get("/admin/")
    assert response.status_code == 200
    return {card.title: (card.value, card.note) for card in response.context["cards"]}


def test_nothing_yet(browser: Client) -> None:
    assert cards(browser) == {
        "Active partners": ("0", "0 inactive"),
        "Usable live keys": ("0", "and 0 in test mode; 0 of all expire within 30 days"),
        "Live credits outstanding": ("0.00", "of it 0.00 held"),
        "Charged today": ("0.00", "0 live charges since midnight UTC"),
        "Low balances": ("0", "live wallets at 10.00 or less; 0 of them empty"),
        "Refused requests": ("0", "of 0 with a known key in the last hour"),
    }


def test_what_counts_and_what_does_not(browser: Client) -> None:
    now = timezone.now()
    rich, poor, gone = make_partner(), make_partner(), make_partner()
    Account.objects.filter(pk=gone.pk).update(status="inactive")
    give_credits(rich, 12_345_67)
    give_credits(rich, 500_00, "test")
    give_credits(poor, 10_00)
    make_key(rich)
    make_key(rich, expires_at=now + datetime.timedelta(days=29))
    make_key(rich, "test")
    make_key(rich, expires_at=now - datetime.timedelta(days=1))
    make_key(rich, name="Lost")
    revoke_key(key=ApiKey.objects.get(name="Lost"), reason="Lost")
    charge(rich, 45_67)
    charge(rich, 100_00, mode="test")
    hold(rich, 300_00)
    assert cards(browser) == {
        "Active partners": ("2", "1 inactive"),
        "Usable live keys": ("2", "and 1 in test mode; 1 of all expire within 30 days"),
        "Live credits outstanding": ("12,310.00", "of it 300.00 held"),
        "Charged today": ("45.67", "1 live charges since midnight UTC"),
        "Low balances": ("1", "live wallets at 10.00 or less; 0 of them empty"),
        "Refused requests": ("0", "of 0 with a known key in the last hour"),
    }


def test_requests_of_the_last_hour(browser: Client) -> None:
    account = make_partner()
    make_key(account)
    for number, (status, minutes) in enumerate([(200, 1), (429, 2), (404, 59), (500, 3), (429, 61)]):
        LoggedRequest.objects.create(
            request_id=f"req_{number}",
            account=account,
            key=account.api_keys.get(),
            mode="live",
            surface="partner",
            method="GET",
            route="account",
            status=status,
            duration_ms=1.0,
            created_at=timezone.now() - datetime.timedelta(minutes=minutes),
        )
    assert cards(browser)["Refused requests"] == ("3", "of 4 with a known key in the last hour")


def test_the_day_begins_at_midnight_utc(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    account = make_partner()
    give_credits(account, 100_00)
    charge(account, 1_00)
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    monkeypatch.setattr("config.admin.dashboard.timezone.now", lambda: tomorrow)
    assert cards(browser)["Charged today"] == ("0.00", "0 live charges since midnight UTC")


def test_a_number_that_looked_at_the_newest_only_says_so(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.admin.dashboard.NEWEST", 2)
    account = make_partner()
    give_credits(account, 100_00)
    for _ in range(3):
        charge(account, 1_00)
    assert cards(browser)["Charged today"] == (
        "2.00",
        "2 live charges since midnight UTC, among the newest 2 entries",
    )


def test_everybody_sees_only_numbers_of_what_they_may_view() -> None:
    assert list(cards(client_of(make_staff("credits.view_entry")))) == ["Charged today"]
    nobody = client_of(make_staff())
    assert cards(nobody) == {}
    assert "Your account may view nothing yet" in text_of(nobody.get("/admin/"))


def test_each_number_leads_to_its_list(browser: Client) -> None:
    for card in browser.get("/admin/").context["cards"]:
        assert browser.get(card.link).status_code == 200


def test_the_first_page_leads_to_the_docs(browser: Client) -> None:
    page = browser.get("/admin/").content.decode()
    for address in ("/docs/partner/errors", "/docs/partner/reference", "/docs/workspace/errors"):
        assert f'href="{address}"' in page
        assert browser.get(address).status_code == 200


def charge(account: Account, amount: int, mode: str = "live") -> None:
    wallet = wallet_of(account, mode)
    reference = f"charge:{wallet.entries}"
    ledger.charge(ledger.Charge(wallet_id=wallet.pk, amount=amount, reference=reference, description="Used"))


def hold(account: Account, amount: int) -> Any:
    deadline = timezone.now() + datetime.timedelta(hours=1)
    note = ledger.Note(reference="hold", description="Held")
    return ledger.hold(wallet_id=wallet_of(account).pk, amount=amount, deadline=deadline, note=note)
