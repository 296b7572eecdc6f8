"""The portal of an inactive account: the ledger, statements and exports, and a page that says so for all the rest."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from partners.accounts import set_account_status
from partners.models import Account, AccountStatus
from partners.modes import TEST
from portal import urls
from portal.invitations import invite
from portal.models import Invitation, Membership
from portal.roles import Role
from tests.factories import make_customer, make_partner, make_seller, make_workspace
from tests.portal.members import browser_of, make_member, make_user, member_browser, send_waiting_mail, text_of
from tests.portal.test_permissions import OPEN, paths_of
from tests.state import nothing_moves

pytestmark = pytest.mark.django_db

#: What stays open, how it is asked, and what it answers: the ledger, what is made of it, and the two switches.
STILL_OPEN = {
    "credits": ("get", 200),
    "statement_csv": ("get", 200),
    "statement_pdf": ("get", 200),
    "chain": ("get", 200),
    "check_program": ("get", 200),
    "customer_file": ("get", 200),
    "switch_mode": ("post", 404),
    "switch_account": ("post", 404),
}
CLOSED = "This page is closed while the account is inactive"


def deactivate(account: Account) -> None:
    assert set_account_status(account, AccountStatus.INACTIVE)


def answer_of(client: Client, method: str, path: str) -> Any:
    answer = getattr(client, method)(path)
    answer.getvalue()
    return answer


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", ["partner", "workspace"])
def test_of_all_addresses_of_the_portal_only_the_ledgers_are_open(kind: str, role: Role) -> None:
    """Every address of the URL conf is asked in both ways: a page that is added later is judged as well."""
    seller = make_seller()
    account = seller.account if kind == "partner" else make_workspace()
    paths = paths_of(account, make_customer(seller, mode=TEST).public_id, seller.plan.slug)
    deactivate(account)
    browser = member_browser(account, role, TEST)
    with nothing_moves():
        for name, path in paths.items():
            answers = {method: answer_of(browser, method, path) for method in ("get", "post")}
            if name in STILL_OPEN:
                method, status = STILL_OPEN[name]
                status = 404 if name == "customer_file" and kind == "workspace" else status
                assert answers[method].status_code == status, name
            elif name not in OPEN:
                closed = [answer for answer in answers.values() if answer.status_code != 405]
                assert closed, name
                for answer in closed:
                    assert answer.status_code == 403, name
                    assert CLOSED in text_of(answer), name
    assert {pattern.name for pattern in urls.portal} >= set(STILL_OPEN) | OPEN
    assert not Invitation.objects.exists()


def test_the_page_says_since_when_what_is_paused_and_where_help_is() -> None:
    account = make_partner("Northwind")
    deactivate(account)
    page = text_of(member_browser(account).get("/portal/customers"))
    account.refresh_from_db()
    assert f"This account is inactive since {account.deactivated_at:%Y-%m-%d %H:%M} UTC: its keys are refused" in page
    assert "Renewals of its customers are paused." in page
    assert account.public_id in page
    assert "Ledger, statements and export" in page


def test_the_navigation_leads_to_open_pages_alone_and_to_all_again_once_it_is_active() -> None:
    account = make_partner()
    browser = member_browser(account)
    deactivate(account)
    page = browser.get("/portal/credits").content.decode()
    links = {part.partition('"')[0] for part in page.split('href="/portal/')[1:]}
    assert links <= {"", "credits", "credits/chain.jsonl", "credits/check_ledger.py", "credits/customers.csv"}
    assert set_account_status(account, AccountStatus.ACTIVE)
    assert browser.get("/portal/").status_code == 200
    assert 'href="/portal/settings"' in browser.get("/portal/credits").content.decode()


def test_a_member_of_several_accounts_switches_to_another_one() -> None:
    gone, other = make_partner("Gone"), make_partner("Other")
    user = make_member(gone)
    Membership.objects.create(user=user, account=other, role=Role.OWNER)
    deactivate(gone)
    browser = browser_of(user)
    assert CLOSED in text_of(browser.get("/portal/"))
    assert browser.post("/portal/account", {"account": other.public_id}).status_code == 302
    assert browser.get("/portal/").status_code == 200


def test_the_docs_get_no_sample_key_and_an_invitation_leads_nowhere() -> None:
    account = make_partner()
    browser = member_browser(account, mode=TEST)
    assert browser.get("/portal/sample-keys.json").json()["partner"] is not None
    invite(account=account, email="new@example.com", role=Role.VIEWER, invited_by=make_user())
    send_waiting_mail()
    link = re.search(r"/portal/invitations/\S+", str(mail.outbox[-1].body))
    assert link is not None
    guest = browser_of(make_user("new@example.com"))
    assert guest.get(link[0]).status_code == 200
    deactivate(account)
    assert browser.get("/portal/sample-keys.json").json() == {"partner": None, "workspace": None}
    assert (guest.get(link[0]).status_code, guest.post(link[0]).status_code) == (404, 404)
    assert not Membership.objects.filter(user__email="new@example.com").exists()


def test_an_account_is_made_inactive_once_and_its_time_is_that_of_the_first() -> None:
    account = make_partner()
    before = timezone.now()
    deactivate(account)
    account.refresh_from_db()
    since = account.deactivated_at
    assert since is not None
    assert before <= since <= timezone.now()
    assert not set_account_status(account, AccountStatus.INACTIVE)
    account.refresh_from_db()
    assert (account.deactivated_at, account.reactivated_at) == (since, None)
