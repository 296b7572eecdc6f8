"""Credits granted, adjusted and taken back by hand: through the ledger, once for each form, with who did it."""

import datetime
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from credits import ledger
from credits.audit import audit
from credits.models import Entry, Grant, GrantKind
from credits.posting import Note
from partners.models import Account, User
from tests.admin.staff import history_of, nonce_in, open_and_send, page_of, text_of
from tests.factories import give_credits, make_partner, wallet_of
from tests.state import nothing_moves

pytestmark = pytest.mark.django_db


def granted(**fields: Any) -> dict[str, Any]:
    """What is typed to grant 100 credits that never expire."""
    return {"mode": "live", "amount": "100", "kind": "purchased", "description": "Invoice 12", **fields}


def last_entry(account: Account, mode: str = "live") -> Entry:
    return Entry.objects.filter(wallet=wallet_of(account, mode)).latest("sequence")


def balance(account: Account, mode: str = "live") -> int:
    return wallet_of(account, mode).balance


def test_a_grant_is_an_entry_of_the_ledger_with_its_actor_and_in_the_history(browser: Client, operator: User) -> None:
    account = make_partner("Northwind")
    response = open_and_send(
        browser,
        page_of(account, "grant"),
        **granted(amount="1234.5", kind="promotional", expires_at_0="2999-12-31", expires_at_1="12:00"),
    )
    assert (response.status_code, response["Location"]) == (302, page_of(account))
    entry = last_entry(account)
    assert (entry.kind, entry.amount, entry.balance_after) == ("grant", 123450, 123450)
    assert (entry.description, entry.actor) == ("Invoice 12", operator)
    grant = Grant.objects.get()
    assert (grant.kind, grant.amount, f"{grant.expires_at:%Y-%m-%d %H:%M}") == (
        "promotional",
        123450,
        "2999-12-31 12:00",
    )
    said = "Granted 1234.50 promotional credits in live mode: Invoice 12"
    assert history_of(account) == [(operator.username, said)]
    assert f"{said}. The balance is 1234.50." in text_of(browser.get(page_of(account)))
    assert audit().broken == []


def test_the_grant_form_offers_a_year(browser: Client) -> None:
    offered = browser.get(page_of(make_partner(), "grant")).context["form"]["expires_at"].initial
    assert abs(offered - timezone.now() - datetime.timedelta(days=365)) < datetime.timedelta(minutes=2)


def test_test_credits_go_to_the_test_wallet(browser: Client) -> None:
    account = make_partner()
    open_and_send(browser, page_of(account, "grant"), **granted(mode="test"))
    assert (balance(account, "live"), balance(account, "test")) == (0, 100_00)


def test_an_account_without_wallets_gets_them_with_its_first_grant(browser: Client) -> None:
    account = Account.objects.create(kind="workspace", name="Idea")
    assert "No wallet is open yet" in text_of(browser.get(page_of(account)))
    open_and_send(browser, page_of(account, "grant"), **granted())
    assert (balance(account, "live"), balance(account, "test")) == (100_00, 0)


def test_the_same_grant_sent_twice_moves_once(browser: Client) -> None:
    account = make_partner()
    url = page_of(account, "grant")
    sent = {"nonce": nonce_in(browser.get(url)), **granted()}
    assert browser.post(url, sent).status_code == 302
    with nothing_moves():
        response = browser.post(url, sent, follow=True)
    assert "This form was sent before; nothing moved again." in text_of(response)
    assert balance(account) == 100_00
    assert len(history_of(account)) == 1


def test_a_grant_that_is_changed_and_sent_again_is_refused(browser: Client) -> None:
    account = make_partner()
    url = page_of(account, "grant")
    sent = {"nonce": nonce_in(browser.get(url)), **granted()}
    browser.post(url, sent)
    with nothing_moves():
        response = browser.post(url, {**sent, "amount": "200"})
    assert response.status_code == 400
    assert response.context["form"].non_field_errors() == [
        "This form was sent before with another amount. See the ledger, then open it afresh.",
    ]
    assert balance(account) == 100_00


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"amount": "0.001"}, "amount"),
        ({"amount": "NaN"}, "amount"),
        ({"amount": "Infinity"}, "amount"),
        ({"amount": "1000000000.01"}, "amount"),
        ({"amount": ""}, "amount"),
        ({"kind": "stolen"}, "kind"),
        ({"mode": "sandbox"}, "mode"),
        ({"description": ""}, "description"),
        ({"description": "x" * 301}, "description"),
        ({"expires_at_0": "2020-01-01", "expires_at_1": "00:00"}, "expires_at"),
        ({"nonce": "1; DROP TABLE"}, "nonce"),
    ],
)
def test_a_wrong_grant_moves_nothing(browser: Client, wrong: dict[str, Any], field: str) -> None:
    account = make_partner()
    with nothing_moves():
        response = open_and_send(browser, page_of(account, "grant"), **granted(**wrong))
    assert response.status_code == 400
    assert list(response.context["form"].errors) == [field]
    assert LogEntry.objects.count() == 0


@pytest.mark.parametrize(("typed", "after"), [("25.50", 12550), ("-25.50", 7450)])
def test_an_adjustment_goes_up_or_down_with_reason_and_actor(
    browser: Client, operator: User, typed: str, after: int
) -> None:
    account = make_partner()
    give_credits(account, 100_00)
    fields = {"mode": "live", "amount": typed, "reason": "Miscounted"}
    assert open_and_send(browser, page_of(account, "adjust"), **fields).status_code == 302
    entry = last_entry(account)
    assert (entry.kind, entry.amount, entry.balance_after) == ("adjustment", 2550, after)
    assert (entry.description, entry.actor) == ("Miscounted", operator)
    assert history_of(account) == [(operator.username, f"Adjusted by {typed} credits in live mode: Miscounted")]
    assert audit().broken == []


def test_an_adjustment_takes_no_more_than_is_available(browser: Client) -> None:
    account = make_partner()
    give_credits(account, 100_00)
    deadline = timezone.now() + datetime.timedelta(hours=1)
    note = Note(reference="hold", description="Held")
    ledger.hold(wallet_id=wallet_of(account).pk, amount=60_00, deadline=deadline, note=note)
    with nothing_moves():
        fields = {"mode": "live", "amount": "-40.01", "reason": "Miscounted"}
        response = open_and_send(browser, page_of(account, "adjust"), **fields)
    assert response.status_code == 400
    assert response.context["form"].errors == {"amount": ["Only 40.00 credits are available."]}
    assert LogEntry.objects.count() == 0


def test_credits_that_have_expired_are_not_there_to_be_taken(browser: Client) -> None:
    account = make_partner()
    note = Note(reference="old", description="Old")
    past = timezone.now() - datetime.timedelta(seconds=1)
    wallet = wallet_of(account)
    ledger.grant(wallet_id=wallet.pk, amount=100_00, kind=GrantKind.PURCHASED, note=note, expires_at=past)
    fields = {"mode": "live", "amount": "-1", "reason": "Miscounted"}
    response = open_and_send(browser, page_of(account, "adjust"), **fields)
    assert response.context["form"].errors == {"amount": ["Only 0.00 credits are available."]}


@pytest.mark.parametrize("wrong", [{"amount": "0.00"}, {"reason": ""}, {"amount": "1.234"}])
def test_a_wrong_adjustment_moves_nothing(browser: Client, wrong: dict[str, str]) -> None:
    account = make_partner()
    give_credits(account, 100_00)
    with nothing_moves():
        fields = {"mode": "live", "amount": "10", "reason": "Miscounted", **wrong}
        response = open_and_send(browser, page_of(account, "adjust"), **fields)
    assert response.status_code == 400
    assert list(response.context["form"].errors) == list(wrong)


def test_the_same_adjustment_sent_twice_moves_once_and_its_opposite_is_refused(browser: Client) -> None:
    account = make_partner()
    give_credits(account, 100_00)
    url = page_of(account, "adjust")
    sent = {"nonce": nonce_in(browser.get(url)), "mode": "live", "amount": "10", "reason": "Miscounted"}
    answers = [browser.post(url, {**sent, "amount": amount}).status_code for amount in ("10", "10", "-10")]
    assert answers == [302, 302, 400]
    assert balance(account) == 110_00
    assert len(history_of(account)) == 1


def test_an_unused_grant_is_taken_back_with_the_reason_and_who_did_it(browser: Client, operator: User) -> None:
    account = make_partner()
    give_credits(account, 100_00)
    entry = last_entry(account)
    url = page_of(entry, "reverse")
    assert f'href="{url}"' in browser.get(page_of(entry)).content.decode()
    assert "100.00 credits leave the wallet" in text_of(browser.get(url))
    assert browser.post(url, {"reason": "Wrong partner"}).status_code == 302
    reversal = last_entry(account)
    assert (reversal.kind, reversal.amount, reversal.balance_after) == ("reversal", 100_00, 0)
    assert (reversal.related, reversal.description, reversal.actor) == (entry, "Wrong partner", operator)
    assert history_of(entry) == [(operator.username, "Reversed: Wrong partner")]
    assert f'href="{url}"' not in browser.get(page_of(entry)).content.decode()
    assert audit().broken == []


def test_a_second_reversal_moves_nothing(browser: Client) -> None:
    account = make_partner()
    give_credits(account, 100_00)
    entry = last_entry(account)
    browser.post(page_of(entry, "reverse"), {"reason": "Wrong partner"})
    with nothing_moves():
        response = browser.post(page_of(entry, "reverse"), {"reason": "Once more"}, follow=True)
    assert "The entry was reversed before; nothing moved." in text_of(response)
    assert len(history_of(entry)) == 1


def test_a_grant_that_was_used_in_part_cannot_be_taken_back(browser: Client) -> None:
    account = make_partner()
    give_credits(account, 100_00)
    entry = last_entry(account)
    wallet = wallet_of(account)
    ledger.charge(ledger.Charge(wallet_id=wallet.pk, amount=1, reference="charge", description="Used"))
    with nothing_moves():
        response = browser.post(page_of(entry, "reverse"), {"reason": "Wrong partner"})
    assert response.status_code == 400
    assert "was used in part" in response.context["form"].non_field_errors()[0]


def test_a_charge_offers_no_reversal_and_refuses_one(browser: Client) -> None:
    account = make_partner()
    give_credits(account, 100_00)
    ledger.charge(ledger.Charge(wallet_id=wallet_of(account).pk, amount=1, reference="charge", description="Used"))
    entry = last_entry(account)
    assert page_of(entry, "reverse") not in browser.get(page_of(entry)).content.decode()
    with nothing_moves():
        response = browser.post(page_of(entry, "reverse"), {"reason": "Wrong partner"})
    assert response.status_code == 400
