"""Signing up: from nothing to a test key that works."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.db.models import QuerySet
from django.db.models.signals import pre_save
from django.test import Client
from django.test.utils import CaptureQueriesContext
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
from tests.portal.members import (
    PASSWORD,
    browser_of,
    make_member,
    make_user,
    send_waiting_mail,
    text_of,
    without_chance,
)

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


def begin(client: Client, **fields: Any) -> Any:
    """Sign up and open the link that was mailed, in the same browser."""
    sign_up(client, **fields)
    send_waiting_mail()
    return client.post(verification_link(), follow=True)


def verification_link() -> str:
    """The path of the link in the last mail."""
    link = re.search(r"http://localhost:8000(/accounts/confirm-email/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    return link[1]


def secrets_in(page: Any) -> set[str]:
    return set(re.findall(r"(?:sk|pms)_(?:live|test)_[0-9A-Za-z]{32,34}", page.content.decode()))


def test_two_pages_and_a_mail_lead_to_a_test_key_whose_first_calls_succeed(client: Client) -> None:
    assert client.get("/accounts/signup/").status_code == 200
    page = begin(client)
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
    page = begin(client, kind="workspace", account_name="Idea Lab")
    (secret,) = secrets_in(page)
    assert re.fullmatch(r"pms_test_[0-9a-f]{32}", secret)
    account = Account.objects.get()
    assert (account.kind, account.name) == ("workspace", "Idea Lab")
    assert wallet_of(account, "test").balance > 0


def test_the_sample_keys_secret_is_sealed_at_rest(client: Client) -> None:
    (secret,) = secrets_in(begin(client))
    kept = SampleKey.objects.get()
    assert secret.encode() not in bytes(kept.sealed_secret)
    assert kept.key.mode == "test"
    assert secrets_in(client.get("/portal/welcome")) == {secret}


@pytest.mark.parametrize("verified", [True, False])
def test_signing_up_with_a_known_address_looks_like_any_other_and_makes_nothing(verified: bool) -> None:
    known, new = Client(), Client()
    make_user("ada@example.com", verified=verified)
    shown = [
        without_chance(sign_up(known, email="ADA@example.com")),
        without_chance(sign_up(new, email="eve@example.com")),
    ]
    assert [(status, page.replace("eve@", "ada@")) for status, page in shown] == [shown[0]] * 2
    assert "Look into your mail" in shown[0][1]
    assert {name: cookie.value for name, cookie in known.cookies.items()}.keys() == new.cookies.keys()
    emails = User.objects.order_by("email").values_list("email", flat=True)
    assert list(emails) == ["ada@example.com", "eve@example.com"]
    assert (Account.objects.count(), ApiKey.objects.count(), Membership.objects.get().user.email) == (
        *(1, 1),
        "eve@example.com",
    )
    send_waiting_mail()
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["ada@example.com"], "You have an account already"),
        (["eve@example.com"], "Verify your address"),
    ]


def test_both_ask_the_database_for_the_same(client: Client) -> None:
    make_user("ada@example.com")
    asked = []
    for email in ("first@example.com", "ada@example.com", "eve@example.com"):
        with CaptureQueriesContext(connection) as queries:
            sign_up(Client(), email=email)
        asked.append(sum("INSERT" in query["sql"] and "SAVEPOINT" not in query["sql"] for query in queries))
    assert asked[1] >= asked[2]


def test_nobody_gets_in_before_the_link_is_opened(client: Client) -> None:
    page = sign_up(client)
    assert page.request["PATH_INFO"] == "/accounts/confirm-email/"
    assert secrets_in(page) == set()
    assert client.get("/portal/").status_code == 302
    signed_in = Client().post("/accounts/login/", {"login": "ada@example.com", "password": PASSWORD}, follow=True)
    assert signed_in.request["PATH_INFO"] == "/accounts/confirm-email/"


def test_in_another_browser_the_link_verifies_and_leads_to_the_sign_in(client: Client) -> None:
    sign_up(client)
    send_waiting_mail()
    other = Client()
    assert other.post(verification_link())["Location"] == "/accounts/login/"
    assert other.get("/portal/").status_code == 302
    sent = {"login": "ada@example.com", "password": PASSWORD}
    assert other.post("/accounts/login/", sent)["Location"] == "/portal/"


def test_changing_to_a_known_address_looks_like_any_other(client: Client) -> None:
    make_user("ada@example.com")
    answers = []
    for email in ("ada@example.com", "eve@example.com"):
        answer = browser_of(make_user()).post("/accounts/email/", {"email": email, "action_add": ""}, follow=True)
        answers.append((answer.status_code, email in text_of(answer), "already" in text_of(answer)))
    assert answers == [(200, True, False)] * 2


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
