"""Signing up: from nothing to a test key that works."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db.models import QuerySet
from django.db.models.signals import pre_save
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from credits.defaults import load_plans
from credits.models import RetailPrice
from partners.models import Account, ApiKey, User
from portal.invitations import invite
from portal.models import Invitation, Membership, SampleKey
from portal.roles import Role
from tests.calls import Api
from tests.factories import make_partner, wallet_of
from tests.portal.members import PASSWORD, make_member, make_user, send_waiting_mail, text_of

pytestmark = pytest.mark.django_db

#: What ends an invitation.
ENDS: dict[str, Callable[[], dict[str, Any]]] = {
    "used": lambda: {"accepted_at": timezone.now()},
    "withdrawn": lambda: {"withdrawn_at": timezone.now()},
    "expired": lambda: {"expires_at": timezone.now()},
}


@pytest.fixture(autouse=True)
def _plans() -> None:
    load_plans()


def sign_up(client: Client, **fields: Any) -> Any:
    typed = {"kind": "partner", "account_name": "Northwind", "email": "ada@example.com", "password1": PASSWORD}
    return client.post("/accounts/signup/", {**typed, **fields}, follow=True)


def secrets_in(page: Any) -> set[str]:
    return set(re.findall(r"(?:sk|pms)_(?:live|test)_[0-9A-Za-z]{32,34}", page.content.decode()))


def test_two_pages_lead_to_a_test_key_whose_first_calls_succeed(client: Client) -> None:
    assert client.get("/accounts/signup/").status_code == 200
    page = sign_up(client)
    assert page.request["PATH_INFO"] == "/portal/welcome"
    (secret,) = secrets_in(page)
    answer = Api(secret).get("/account")
    assert answer.status_code == 200
    assert answer.json()["data"]["credits"]["available"] == 1000
    assert answer.json()["data"]["tier"]["id"] == "trial"
    made = Api(secret).post("/customers", {"email": "first@example.com", "planId": "starter"})
    assert (made.status_code, made.json()["data"]["creditsCharged"]) == (201, 49)


def test_a_partner_begins_as_owner_with_plans_enabled_and_no_live_credits(client: Client) -> None:
    sign_up(client)
    account = Account.objects.get()
    member = Membership.objects.get()
    assert (member.user.email, member.account, member.role) == ("ada@example.com", account, "owner")
    assert (account.kind, account.name, account.partner.contact_email) == ("partner", "Northwind", "ada@example.com")
    assert wallet_of(account, "live").balance == 0
    prices = RetailPrice.objects.filter(account=account).values_list("plan__slug", "price", "is_enabled")
    assert ("starter", 73_50, True) in prices
    assert len(prices) == 4


def test_a_workspace_gets_a_key_and_test_credits_of_its_own(client: Client) -> None:
    page = sign_up(client, kind="workspace", account_name="Idea Lab")
    (secret,) = secrets_in(page)
    assert re.fullmatch(r"pms_test_[0-9a-f]{32}", secret)
    account = Account.objects.get()
    assert (account.kind, account.name) == ("workspace", "Idea Lab")
    assert wallet_of(account, "test").balance > 0


def test_the_sample_keys_secret_is_sealed_at_rest(client: Client) -> None:
    (secret,) = secrets_in(sign_up(client))
    kept = SampleKey.objects.get()
    assert secret.encode() not in bytes(kept.sealed_secret)
    assert kept.key.mode == "test"
    assert secrets_in(client.get("/portal/welcome")) == {secret}


def test_an_address_is_taken_once_and_then_nothing_is_made(client: Client) -> None:
    make_user("ada@example.com")
    page = sign_up(client, email="ADA@example.com")
    assert page.status_code == 200
    assert "A user is already registered with this email address" in text_of(page)
    assert (Account.objects.count(), User.objects.count(), ApiKey.objects.count()) == (0, 1, 0)


def test_a_weak_password_is_refused_and_nothing_is_made(client: Client) -> None:
    page = sign_up(client, password1="short")
    assert "at least 12 characters" in text_of(page)
    assert (Account.objects.count(), User.objects.count()) == (0, 0)


def test_a_closed_server_lets_nobody_sign_up(client: Client, settings: Settings) -> None:
    settings.SIGN_UP = False
    assert "By invitation only" in text_of(client.get("/accounts/signup/"))
    sign_up(client)
    assert (Account.objects.count(), User.objects.count()) == (0, 0)


@pytest.mark.parametrize("end", ["used", "withdrawn", "expired"])
def test_an_invitation_that_is_over_opens_no_closed_server(client: Client, settings: Settings, end: str) -> None:
    settings.SIGN_UP = False
    invitation = open_invitation(client)
    assert "Join Northwind" in client.get("/accounts/signup/").content.decode()
    invitation.update(**ENDS[end]())
    page = client.get("/accounts/signup/")
    assert "By invitation only" in text_of(page)
    assert "By invitation only" in text_of(sign_up(client, email="new@example.com"))
    assert not User.objects.filter(email="new@example.com").exists()
    assert Account.objects.count() == 1


def test_an_open_invitation_lets_somebody_into_a_closed_server_once(client: Client, settings: Settings) -> None:
    settings.SIGN_UP = False
    open_invitation(client)
    sent = {"email": "new@example.com", "password1": PASSWORD}
    assert client.post("/accounts/signup/", sent)["Location"] == "/portal/welcome"
    client.post("/accounts/logout/")
    assert "By invitation only" in text_of(sign_up(client, email="other@example.com"))
    assert list(Membership.objects.filter(user__email="new@example.com").values_list("role", flat=True)) == ["viewer"]
    assert not User.objects.filter(email="other@example.com").exists()


def test_an_invitation_that_ends_while_its_form_is_sent_makes_nobody(client: Client, settings: Settings) -> None:
    settings.SIGN_UP = False
    invitation = open_invitation(client)

    def use_it(**signal: Any) -> None:
        invitation.update(**ENDS["used"]())

    pre_save.connect(use_it, sender=User)
    try:
        page = client.post("/accounts/signup/", {"email": "new@example.com", "password1": PASSWORD})
    finally:
        pre_save.disconnect(use_it, sender=User)
    assert (page.status_code, "This invitation is over" in text_of(page)) == (404, True)
    assert not User.objects.filter(email="new@example.com").exists()
    assert "_auth_user_id" not in client.session


def open_invitation(client: Client) -> "QuerySet[Invitation]":
    """Let the browser open the link of an invitation to Northwind."""
    account = make_partner("Northwind")
    invite(account=account, email="new@example.com", role=Role.VIEWER, invited_by=make_member(account))
    send_waiting_mail()
    link = re.search(r"http://localhost:8000(/portal/invitations/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    assert client.get(link[1]).status_code == 200
    return Invitation.objects.all()


def test_the_verification_mail_waits_sealed_and_its_link_verifies(client: Client) -> None:
    sign_up(client)
    assert mail.outbox == []
    send_waiting_mail()
    (message,) = mail.outbox
    assert message.to == ["ada@example.com"]
    link = re.search(r"http://\S+(/accounts/confirm-email/\S+)", str(message.body))
    assert link is not None
    assert client.post(link[1]).status_code == 302
    user = User.objects.get()
    assert user.emailaddress_set.get().verified
