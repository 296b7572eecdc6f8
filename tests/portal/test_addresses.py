"""Every spelling of an address is one sign-in: signing up and in, forgotten passwords, changes and invitations."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.management.commands import createsuperuser
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from partners.models import Account, MailWindow, Partner, User
from portal.models import Invitation, Membership
from tests.admin.staff import client_of, make_operator
from tests.factories import make_partner
from tests.portal.members import PASSWORD, browser_of, make_user, member_browser, send_waiting_mail, text_of
from tests.portal.test_sign_up import sign_up

pytestmark = pytest.mark.django_db

STORED = "ada@xn--bcher-kva.example"
SPELLINGS = [
    STORED,
    "ada@bücher.example",
    "ADA@BU\u0308CHER.example",
    "Ada@XN--BCHER-KVA.example.",
    "ada@bücher\u3002example",
    "\u200bada\uff20bücher.example ",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_an_address_signs_up_once_whatever_its_spelling(client: Client, spelling: str) -> None:
    sign_up(client, email=spelling)
    assert (User.objects.get().email, EmailAddress.objects.get().email) == (STORED, STORED)
    assert Partner.objects.get().contact_email == STORED
    for other in SPELLINGS:
        page = sign_up(Client(), email=other)
        assert "Look into your mail" in text_of(page)
    assert (User.objects.count(), Account.objects.count()) == (1, 1)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_one_signs_in_with_any_spelling(client: Client, spelling: str) -> None:
    user = make_user(STORED)
    answer = client.post("/accounts/login/", {"login": spelling, "password": PASSWORD})
    assert (answer.status_code, client.session.get("_auth_user_id")) == (302, str(user.pk))


def test_somebody_with_an_address_from_before_the_rule_still_signs_in(client: Client) -> None:
    user = make_user("root@localhost")
    answer = client.post("/accounts/login/", {"login": "Root@localhost", "password": PASSWORD})
    assert (answer.status_code, client.session.get("_auth_user_id")) == (302, str(user.pk))


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_forgotten_password_is_mailed_to_the_stored_address(client: Client, spelling: str) -> None:
    make_user(STORED)
    client.post("/accounts/password/reset/", {"email": spelling})
    send_waiting_mail()
    (message,) = mail.outbox
    assert (message.subject, message.to) == ("Choose another password", [STORED])


def test_all_spellings_of_an_address_share_its_tries(client: Client) -> None:
    tries = [
        Client(REMOTE_ADDR=f"192.0.2.{number}").post("/accounts/password/reset/", {"email": spelling}).status_code
        for number, spelling in enumerate(SPELLINGS)
    ]
    assert tries == [302] * 5 + [429]


def test_an_address_is_changed_to_the_one_that_is_mailed() -> None:
    user = make_user("ada@example.com")
    browser = browser_of(user)
    browser.post("/accounts/email/", {"email": "Ada@Bücher\u3002example", "action_add": ""})
    send_waiting_mail()
    assert mail.outbox[-1].to == [STORED]
    link = re.search(r"http://\S+(/accounts/confirm-email/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    browser.post(link[1])
    user.refresh_from_db()
    assert user.email == STORED


def test_an_address_can_not_be_changed_to_another_spelling_of_anothers() -> None:
    ada, eve = make_user(STORED), make_user("eve@example.com")
    browser = browser_of(eve)
    browser.post("/accounts/email/", {"email": "ADA@bücher.example", "action_add": ""})
    send_waiting_mail()
    for path in re.findall(r"http://\S+(/accounts/confirm-email/\S+)", str(mail.outbox[-1].body)):
        browser.post(path)
    assert mail.outbox[-1].to == [STORED]
    eve.refresh_from_db()
    assert eve.email == "eve@example.com"
    assert EmailAddress.objects.get(email=STORED, verified=True).user == ada


@pytest.mark.parametrize("email", ["ädä@example.com", "ada@localhost", '"ada"@example.com'])
def test_nobody_begins_with_an_address_that_can_not_be_mailed(client: Client, email: str) -> None:
    assert sign_up(client, email=email).status_code == 200
    user = make_user("eve@example.com")
    browser_of(user).post("/accounts/email/", {"email": email, "action_add": ""})
    member_browser(make_partner()).post("/portal/settings/invitations", {"email": email, "role": "viewer"})
    send_waiting_mail()
    assert mail.outbox == []
    assert not User.objects.exclude(email__endswith="@example.com").exists()
    assert not Invitation.objects.exists()


def invited(account: Account, email: str) -> str:
    member_browser(account).post("/portal/settings/invitations", {"email": email, "role": "viewer"})
    send_waiting_mail()
    assert mail.outbox[-1].to == [STORED]
    link = re.search(r"http://localhost:8000(/portal/invitations/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    return link[1]


def test_an_invitation_in_another_spelling_is_the_same_persons() -> None:
    account, user = make_partner(), make_user(STORED)
    assert browser_of(user).post(invited(account, "Ada@bücher.example"))["Location"] == "/portal/"
    assert Membership.objects.filter(account=account, user=user).count() == 1
    again = member_browser(account).post(
        "/portal/settings/invitations", {"email": "ADA@BÜCHER.example", "role": "viewer"}, follow=True
    )
    assert f"{STORED} is a member already." in text_of(again)


def test_a_second_invitation_in_another_spelling_ends_the_first() -> None:
    account = make_partner()
    first = invited(account, "ada@bücher.example")
    MailWindow.objects.all().delete()  # the cooldown is over
    invited(account, "ADA@xn--bcher-kva.example.")
    assert Client().get(first).status_code == 404
    assert Invitation.objects.filter(withdrawn_at=None).count() == 1


def new_user(name: str, email: str) -> Any:
    fields = {"username": name, "email": email, "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    return client_of(make_operator()).post(reverse("admin:partners_user_add"), fields)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_an_operator_makes_one_sign_in_of_an_address(client: Client, spelling: str) -> None:
    assert new_user("ada", spelling).status_code == 302
    user = User.objects.get(username="ada")
    assert user.email == STORED
    refused = new_user("bob", "Ada@Bücher.example")
    assert list(refused.context["adminform"].form.errors) == ["email"]
    assert client.post("/accounts/login/", {"login": spelling, "password": PASSWORD}).status_code == 302


def test_a_command_makes_the_same_sign_in() -> None:
    call_command(createsuperuser.Command(), "--noinput", username="ada", email="Ada@Bücher.example", verbosity=0)
    assert User.objects.get().email == STORED


def test_the_database_itself_has_one_sign_in_for_an_address() -> None:
    make_user("ada@example.com")
    with pytest.raises(IntegrityError, match="user_email_is_in_lower_case"), transaction.atomic():
        User.objects.create(username="bob", email="Ada@example.com")
