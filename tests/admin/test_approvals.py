"""A second operator for credits that are moved by hand above APPROVAL_ABOVE: nothing moves before, and once after."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from credits.approvals import ApprovalRefused, approve, decline
from credits.audit import audit
from credits.models import Approval, Entry, Grant
from partners.models import Account, User
from tests.admin.staff import (
    client_of,
    history_of,
    list_of,
    make_operator,
    make_staff,
    nonce_in,
    open_and_send,
    page_of,
)
from tests.factories import give_credits, make_partner, wallet_of
from tests.state import nothing_moves

pytestmark = pytest.mark.django_db

CASHIER = ("partners.view_account", "credits.view_approval", "credits.add_entry")


@pytest.fixture(autouse=True)
def _limit(settings: Settings) -> None:
    settings.APPROVAL_ABOVE = 1000_00


@pytest.fixture
def account() -> Account:
    account = make_partner("Northwind")
    wallet_of(account)
    return account


def grant(browser: Client, account: Account, amount: str, **fields: Any) -> Any:
    typed = {"mode": "live", "amount": amount, "kind": "purchased", "description": "Invoice 12", **fields}
    return open_and_send(browser, page_of(account, "grant"), **typed)


def adjust(browser: Client, account: Account, amount: str) -> Any:
    return open_and_send(browser, page_of(account, "adjust"), mode="live", amount=amount, reason="Correction")


def balance(account: Account, mode: str = "live") -> int:
    return wallet_of(account, mode).balance


def asked(account: Account, browser: Client, amount: str = "1000.01", **fields: Any) -> Approval:
    """An approval that waits."""
    grant(browser, account, amount, **fields)
    return Approval.objects.get()


def test_a_grant_up_to_the_setting_moves_at_once(browser: Client, account: Account) -> None:
    grant(browser, account, "1000")
    assert (balance(account), Approval.objects.count()) == (1000_00, 0)


def test_a_larger_grant_waits_and_says_so(browser: Client, operator: User, account: Account) -> None:
    response = grant(browser, account, "1000.01", expires_at_0="2999-12-31", expires_at_1="12:00")
    assert (response.status_code, response["Location"]) == (302, page_of(account))
    assert (balance(account), Entry.objects.count(), Grant.objects.count()) == (0, 0, 0)
    approval = Approval.objects.get()
    assert (approval.amount, approval.grant_kind, approval.description) == (1000_01, "purchased", "Invoice 12")
    assert (approval.asked_by, approval.state, f"{approval.expires_at:%Y-%m-%d}") == (operator, "waiting", "2999-12-31")
    said = "Asked for approval: grant of 1000.01 credits in live mode: Invoice 12"
    assert history_of(account) == [(operator.username, said)]


def test_somebody_else_approves_and_the_credits_move_once(browser: Client, operator: User, account: Account) -> None:
    approval, second = asked(account, browser, kind="promotional"), make_operator()
    other = client_of(second)
    assert "promotional grant of 1000.01 credits" in other.get(page_of(approval, "approve")).content.decode()
    assert other.post(page_of(approval, "approve"))["Location"] == page_of(approval)
    entry = Entry.objects.get()
    assert (entry.kind, entry.amount, entry.actor, entry.description) == ("grant", 1000_01, operator, "Invoice 12")
    assert Grant.objects.get().kind == "promotional"
    approval.refresh_from_db()
    assert (approval.state, approval.decided_by, approval.entry) == ("approved", second, entry)
    said = "Approved: promotional grant of 1000.01 credits for Northwind (live): Invoice 12"
    said = f"{said}; asked for by {operator.username}."
    assert history_of(approval) == [(second.username, said)]
    assert history_of(account)[-1] == (second.username, said)
    with nothing_moves():
        assert other.post(page_of(approval, "approve")).status_code == 400
        assert other.post(page_of(approval, "decline")).status_code == 400
    assert audit().broken == []


def test_nobody_approves_what_they_asked_for(browser: Client, operator: User, account: Account) -> None:
    approval = asked(account, browser)
    page = browser.get(page_of(approval)).content.decode()
    assert page_of(approval, "approve") not in page
    with nothing_moves():
        refused = browser.post(page_of(approval, "approve"))
        assert (refused.status_code, "you asked for it" in refused.content.decode()) == (400, True)
        assert browser.post(page_of(approval, "decline")).status_code == 400
    with pytest.raises(IntegrityError, match="approval_is_by_somebody_else"), transaction.atomic():
        Approval.objects.update(state="declined", decided_by=operator, decided_at=timezone.now())


def test_declining_moves_nothing_and_is_recorded(browser: Client, operator: User, account: Account) -> None:
    approval, second = asked(account, browser), make_operator()
    assert client_of(second).post(page_of(approval, "decline")).status_code == 302
    approval.refresh_from_db()
    assert (approval.state, approval.decided_by, approval.entry, balance(account)) == ("declined", second, None, 0)
    said = "Declined: purchased grant of 1000.01 credits for Northwind (live): Invoice 12"
    assert history_of(account)[-1] == (second.username, f"{said}; asked for by {operator.username}.")


def test_small_grants_of_a_day_count_together(browser: Client, account: Account) -> None:
    for _ in range(4):
        grant(browser, account, "300")
    assert (balance(account), Approval.objects.get().amount) == (900_00, 300_00)
    grant(client_of(make_operator()), account, "1000")
    assert balance(account) == 1900_00
    other = make_partner()
    grant(browser, other, "1000")
    assert balance(other) == 1000_00


def test_what_was_moved_more_than_a_day_ago_counts_no_more(browser: Client, account: Account) -> None:
    grant(browser, account, "900")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE credits_entry DISABLE TRIGGER entry_is_append_only")
        cursor.execute("UPDATE credits_entry SET created_at = created_at - interval '25 hours'")
        cursor.execute("ALTER TABLE credits_entry ENABLE TRIGGER entry_is_append_only")
    grant(browser, account, "900")
    assert (balance(account), Approval.objects.count()) == (1800_00, 0)


@pytest.mark.parametrize("amount", ["1000.01", "-1000.01"])
def test_an_adjustment_waits_in_both_directions(browser: Client, account: Account, amount: str) -> None:
    give_credits(account, 5000_00)
    adjust(browser, account, amount)
    approval = Approval.objects.get()
    assert (approval.kind, balance(account)) == ("adjustment", 5000_00)
    client_of(make_operator()).post(page_of(approval, "approve"))
    assert balance(account) == 5000_00 + approval.amount
    assert Entry.objects.latest("pk").kind == "adjustment"


def test_what_is_no_longer_there_cannot_be_taken(browser: Client, account: Account) -> None:
    adjust(browser, account, "-1000.01")
    with nothing_moves():
        refused = client_of(make_operator()).post(page_of(Approval.objects.get(), "approve"))
    assert (refused.status_code, "Only 0.00 credits are available." in refused.content.decode()) == (400, True)


def test_test_credits_need_nobody_else(browser: Client, account: Account) -> None:
    grant(browser, account, "5000", mode="test")
    assert (balance(account, "test"), Approval.objects.count()) == (5000_00, 0)


def test_without_the_setting_nothing_waits_and_with_zero_everything(
    browser: Client, account: Account, settings: Settings
) -> None:
    settings.APPROVAL_ABOVE = None
    grant(browser, account, "100000")
    settings.APPROVAL_ABOVE = 0
    grant(browser, account, "0.01")
    assert (balance(account), Approval.objects.get().amount) == (100_000_00, 1)


def test_a_form_that_is_sent_twice_asks_once(browser: Client, account: Account) -> None:
    nonce = nonce_in(browser.get(page_of(account, "grant")))
    fields = {"nonce": nonce, "mode": "live", "amount": "2000", "kind": "purchased", "description": "Invoice 12"}
    for _ in range(2):
        assert browser.post(page_of(account, "grant"), fields).status_code == 302
    assert (Approval.objects.count(), len(history_of(account))) == (1, 1)
    client_of(make_operator()).post(page_of(Approval.objects.get(), "approve"))
    assert browser.post(page_of(account, "grant"), fields).status_code == 302
    assert (balance(account), Approval.objects.count()) == (2000_00, 1)


def test_credits_whose_expiry_has_passed_meanwhile_are_not_given(operator: User, account: Account) -> None:
    approval = Approval.objects.create(
        wallet=wallet_of(account),
        amount=1000_01,
        grant_kind="purchased",
        expires_at=timezone.now() - datetime.timedelta(seconds=1),
        description="Invoice 12",
        reference="form-1",
        asked_by=operator,
    )
    with nothing_moves(), pytest.raises(ApprovalRefused, match="has passed"):
        approve(approval_id=approval.pk, by=make_operator())


@pytest.mark.parametrize(
    "change",
    [{"amount": 5000_00}, {"description": "Invoice 13"}, {"expires_at": None}, {"grant_kind": "promotional"}],
)
def test_what_was_asked_for_cannot_be_changed_before_it_is_approved(
    browser: Client, account: Account, change: dict[str, Any]
) -> None:
    asked(account, browser, expires_at_0="2999-12-31", expires_at_1="12:00")
    with nothing_moves(), pytest.raises(IntegrityError, match="credits_approval is append-only: UPDATE refused"):
        changed(change)


def test_a_decision_is_final_and_kept(browser: Client, account: Account) -> None:
    approval, second = asked(account, browser), make_operator()
    refused = pytest.raises(IntegrityError, match="credits_approval is append-only: DELETE refused")
    with nothing_moves(), refused, transaction.atomic():
        approval.delete()
    decline(approval_id=approval.pk, by=second)
    again = {"state": "waiting", "decided_by": None, "decided_at": None}
    with nothing_moves(), pytest.raises(IntegrityError, match="credits_approval is append-only: UPDATE refused"):
        changed(again)


def changed(fields: dict[str, Any]) -> None:
    """Write past the services, as somebody with a shell would."""
    with transaction.atomic():
        Approval.objects.update(**fields)


@pytest.mark.parametrize("missing", ["credits.change_approval", "credits.add_entry"])
def test_both_permissions_are_needed_to_decide(browser: Client, account: Account, missing: str) -> None:
    approval = asked(account, browser)
    rights = {*CASHIER, "credits.change_approval"}
    weak, strong = client_of(make_staff(*(rights - {missing}))), client_of(make_staff(*rights))
    for page in ("approve", "decline"):
        assert weak.post(page_of(approval, page)).status_code == 403
    assert balance(account) == 0
    assert strong.get(list_of(Approval)).status_code == 200
    assert strong.post(page_of(approval, "approve")).status_code == 302
    assert balance(account) == 1000_01
