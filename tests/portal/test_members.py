"""Members and invitations: who gets in, by which link, and that an account keeps an owner."""

import datetime
import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from partners.models import Account, MailWindow, User
from portal.invitations import MOST_OPEN, invite
from portal.models import Invitation, Membership
from portal.roles import Role
from tests.factories import make_partner
from tests.portal.members import (
    PASSWORD,
    browser_of,
    make_member,
    make_user,
    member_browser,
    send_waiting_mail,
    text_of,
)

pytestmark = pytest.mark.django_db
INVITE = "/portal/settings/invitations"


def invited(account: Account, email: str = "new@example.com", role: str = "developer") -> str:
    """The path of the link that an owner's invitation mails."""
    answer = member_browser(account).post(INVITE, {"email": email, "role": role}, follow=True)
    assert f"{email} gets a link" in text_of(answer)
    send_waiting_mail()
    link = re.search(r"http://localhost:8000(/portal/invitations/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    assert mail.outbox[-1].to == [email]
    return link[1]


def role_of(account: Account, user: User) -> str | None:
    return Membership.objects.filter(account=account, user=user).values_list("role", flat=True).first()


def test_somebody_with_a_sign_in_joins_by_the_link_once() -> None:
    account = make_partner("Northwind")
    link = invited(account)
    user = make_user("New@example.com")
    browser = browser_of(user)
    assert "Join Northwind" in text_of(browser.get(link))
    assert browser.post(link)["Location"] == "/portal/"
    assert role_of(account, user) == "developer"
    assert "Northwind" in text_of(browser.get("/portal/"))
    assert (browser.get(link).status_code, browser.post(link).status_code) == (404, 404)


def test_somebody_new_signs_up_by_the_link_without_opening_an_account_of_their_own(client: Client) -> None:
    account = make_partner("Northwind")
    link = invited(account, role="viewer")
    client.get(link)
    form = client.get("/accounts/signup/").content.decode()
    assert "Join Northwind" in form
    assert 'name="kind"' not in form
    page = client.post("/accounts/signup/", {"email": "other@example.com", "password1": PASSWORD}, follow=True)
    assert page.status_code == 200
    user = User.objects.get(email="new@example.com")
    assert role_of(account, user) == "viewer"
    assert user.emailaddress_set.get().verified
    assert Account.objects.count() == 1


def test_another_address_than_the_invited_one_is_refused_and_joins_nothing() -> None:
    account = make_partner()
    link = invited(account)
    user = make_user("somebody@example.com")
    answer = browser_of(user).post(link)
    assert answer.status_code == 400
    assert "The invitation is for new@example.com; you are signed in as somebody@example.com." in text_of(answer)
    assert role_of(account, user) is None
    assert Invitation.objects.get().accepted_at is None


def test_a_withdrawn_an_expired_and_an_invented_link_look_the_same(client: Client) -> None:
    account = make_partner()
    withdrawn, expired = invited(account, "a@example.com"), invited(account, "b@example.com")
    first = Invitation.objects.get(email="a@example.com")
    assert member_browser(account).post(f"{INVITE}/{first.public_id}/withdraw").status_code == 302
    Invitation.objects.filter(email="b@example.com").update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    for link in (withdrawn, expired, "/portal/invitations/invented", f"/portal/invitations/{'x' * 300}"):
        answer = client.get(link)
        assert answer.status_code == 404
        assert "This invitation is over" in text_of(answer)


def test_the_token_is_nowhere_in_the_database_and_a_second_invitation_ends_the_first(client: Client) -> None:
    account = make_partner()
    first = invited(account)
    token = first.rpartition("/")[2]
    assert token.encode() not in bytes(Invitation.objects.get().hash)
    MailWindow.objects.all().delete()  # the cooldown is over
    second = invited(account)
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)


def test_nobody_invites_without_a_verified_address_or_in_bulk() -> None:
    account = make_partner()
    unverified = browser_of(make_member(account, verified=False))
    refused = unverified.post(INVITE, {"email": "new@example.com", "role": "viewer"}, follow=True)
    assert "Verify your own email address" in text_of(refused)
    owner = make_member(account)
    for number in range(MOST_OPEN):
        invite(account=account, email=f"n{number}@example.com", role=Role.VIEWER, invited_by=owner)
    refused = browser_of(owner).post(INVITE, {"email": "new@example.com", "role": "viewer"}, follow=True)
    assert "There are 20 open invitations already" in text_of(refused)
    member = browser_of(owner).post(INVITE, {"email": owner.email.upper(), "role": "viewer"}, follow=True)
    assert "is a member already" in text_of(member)
    assert Invitation.objects.count() == MOST_OPEN


def test_another_accounts_invitation_and_member_are_missing() -> None:
    mine, theirs = make_partner(), make_partner()
    invited(theirs)
    foreign = Membership.objects.get(user=make_member(theirs))
    browser = member_browser(mine)
    assert browser.post(f"{INVITE}/{Invitation.objects.get().public_id}/withdraw").status_code == 404
    assert browser.post(f"/portal/settings/members/{foreign.pk}/role", {"role": "viewer"}).status_code == 404
    assert browser.post(f"/portal/settings/members/{foreign.pk}/remove").status_code == 404
    foreign.refresh_from_db()
    assert foreign.role == "owner"
    assert Invitation.objects.get().withdrawn_at is None


def test_the_last_owner_stays_and_a_second_one_may_go() -> None:
    account = make_partner()
    owner = make_member(account)
    own = Membership.objects.get(user=owner)
    browser = browser_of(owner)
    for path, fields in (("role", {"role": "viewer"}), ("remove", {})):
        refused = browser.post(f"/portal/settings/members/{own.pk}/{path}", fields, follow=True)
        assert "keeps at least one owner" in text_of(refused)
        assert role_of(account, owner) == "owner"
    other = make_member(account, Role.DEVELOPER)
    their = Membership.objects.get(user=other)
    browser.post(f"/portal/settings/members/{their.pk}/role", {"role": "owner"})
    assert role_of(account, other) == "owner"
    browser.post(f"/portal/settings/members/{own.pk}/remove")
    assert role_of(account, owner) is None
    assert browser.get("/portal/")["Location"] == "/portal/no-account"


def test_one_user_switches_between_accounts_and_only_to_their_own() -> None:
    user = make_member(make_partner("First"))
    second, foreign = make_partner("Second"), make_partner("Foreign")
    Membership.objects.create(user=user, account=second, role=Role.VIEWER)
    browser = browser_of(user)
    assert "First · owner" in text_of(browser.get("/portal/"))
    browser.post("/portal/account", {"account": second.public_id})
    assert "Second · viewer" in text_of(browser.get("/portal/"))
    assert browser.post("/portal/account", {"account": foreign.public_id}).status_code == 404
    assert "Second · viewer" in text_of(browser.get("/portal/"))


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [
        ("/portal/credits", "/portal/credits"),
        ("/portal/customers/pc_x", "/portal/"),
        ("https://elsewhere.example/", "/portal/"),
        ("//elsewhere.example/portal", "/portal/"),
    ],
)
def test_the_mode_switch_leads_back_to_lists_of_this_site_only(back: str, leads_to: str) -> None:
    browser = member_browser(make_partner())
    assert browser.post("/portal/mode", {"mode": "test", "back": back})["Location"] == leads_to
    assert "Keys of test mode" in text_of(browser.get("/portal/keys"))


def test_renaming_the_account() -> None:
    account = make_partner("Old")
    member_browser(account).post("/portal/settings/name", {"name": "New"})
    account.refresh_from_db()
    assert account.name == "New"
    page = member_browser(account).post("/portal/settings/name", {"name": ""}, follow=True)
    assert "This field is required." in text_of(page)


def test_removing_somebody_is_asked_once_more_first() -> None:
    account = make_partner()
    other = make_member(account, Role.VIEWER)
    path = f"/portal/settings/members/{Membership.objects.get(user=other).pk}/remove"
    browser = member_browser(account)
    page = browser.get(path)
    assert (page.status_code, f"Remove {other.email}" in text_of(page)) == (200, True)
    assert role_of(account, other) == "viewer"
    foreign = Membership.objects.get(user=make_member(make_partner()))
    assert browser.get(f"/portal/settings/members/{foreign.pk}/remove").status_code == 404


def test_who_has_another_address_can_only_sign_out_of_an_invitation() -> None:
    link = invited(make_partner(), "new@example.com")
    page = browser_of(make_user("somebody@example.com")).get(link)
    assert "You are signed in as somebody@example.com." in text_of(page)
    assert ">Join</button>" not in page.content.decode()
    assert ">Sign out</button>" in page.content.decode()
