"""What gives access asks for the password again, and the links that are mailed lead to BASE_URL."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from pytest_django import Settings

from partners.keys import create_key
from partners.models import Account, ApiKey, User
from partners.modes import LIVE, TEST
from portal import urls
from portal.models import Invitation, Membership, SampleKey
from portal.roles import Role
from portal.sample_keys import sample_secret
from tests.admin.staff import nonce_in, show_password
from tests.factories import make_partner
from tests.portal.members import PASSWORD, browser_of, make_member, send_waiting_mail
from tests.portal.test_keys import typed
from webhooks.models import Endpoint

pytestmark = pytest.mark.django_db

CONFIRM = "/accounts/reauthenticate/"
LONG_AGO = 301


@pytest.fixture
def account() -> Account:
    return make_partner("Northwind")


@pytest.fixture
def owner(account: Account) -> User:
    return make_member(account)


@pytest.fixture
def browser(owner: User) -> Client:
    """The owner's browser, in which the password was shown too long ago."""
    browser = browser_of(owner)
    show_password(browser, owner, LONG_AGO)
    return browser


#: The pages that give access beyond the session: all of them, and no other.
FRESH = {
    *("new_key", "rotate_key", "new_sample_key", "new_webhook", "edit_webhook", "rotate_webhook"),
    *("send_invitation", "set_role"),
}


def goes_to_confirm(answer: Any, path: str) -> bool:
    return (answer.status_code, answer["Location"]) == (302, f"{CONFIRM}?next={path.replace('/', '%2F')}")


def test_the_pages_that_give_access_ask_for_the_password_and_no_other() -> None:
    asks = {str(pattern.name): getattr(pattern.callback, "ask", None) for pattern in urls.portal}
    assert {name for name, ask in asks.items() if ask and ask.fresh} == FRESH


def test_a_key_is_made_after_the_password_and_the_form_goes_on(account: Account, browser: Client) -> None:
    path = "/portal/keys/new"
    assert goes_to_confirm(browser.get(path), path)
    confirmed = browser.post(CONFIRM, {"password": PASSWORD, "next": path})
    assert (confirmed.status_code, confirmed["Location"]) == (302, path)
    nonce = nonce_in(browser.get(path))
    assert browser.post(path, {"nonce": nonce, **typed(mode=TEST)}).status_code == 200
    assert ApiKey.objects.get().account == account


def test_a_form_that_was_open_too_long_is_taken_after_the_password(owner: User, browser: Client) -> None:
    path = "/portal/keys/new"
    show_password(browser, owner)
    nonce = nonce_in(browser.get(path))
    show_password(browser, owner, LONG_AGO)
    assert goes_to_confirm(browser.post(path, {"nonce": nonce, **typed(mode=TEST)}), path)
    assert not ApiKey.objects.exists()
    page = browser.post(CONFIRM, {"password": PASSWORD, "next": path})
    assert page.status_code == 200
    assert 'id="secret"' in page.content.decode()
    assert ApiKey.objects.get().created_by == owner


def test_a_wrong_password_makes_nothing(browser: Client) -> None:
    path = "/portal/keys/new"
    browser.post(path, typed(mode=TEST))
    assert browser.post(CONFIRM, {"password": "wrong", "next": path}).status_code == 200
    assert goes_to_confirm(browser.get(path), path)
    assert not ApiKey.objects.exists()


def test_signing_in_is_not_showing_the_password_again(client: Client, owner: User) -> None:
    client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
    assert client.get("/portal/").status_code == 200
    assert goes_to_confirm(client.get("/portal/keys/new"), "/portal/keys/new")


def test_another_users_record_in_the_session_counts_for_nothing(owner: User, account: Account) -> None:
    browser = browser_of(owner)
    show_password(browser, make_member(account))
    assert goes_to_confirm(browser.get("/portal/keys/new"), "/portal/keys/new")


def test_every_other_way_to_access_asks_as_well(account: Account, owner: User, browser: Client) -> None:
    key = create_key(account=account, name="Server", mode=LIVE).key
    member = Membership.objects.get(user=make_member(account, Role.VIEWER))
    sample_secret(account, owner)
    sample = SampleKey.objects.get().key_id
    ways: dict[str, dict[str, Any]] = {
        f"/portal/keys/{key.public_id}/rotate": {"overlap_days": 0},
        "/portal/keys/sample": {},
        "/portal/webhooks/new": {"url": "https://example.com/"},
        "/portal/settings/invitations": {"email": "new@example.com", "role": "owner"},
        f"/portal/settings/members/{member.pk}/role": {"role": "owner"},
        "/accounts/email/": {"email": "mine@example.com", "action_add": ""},
    }
    for path, fields in ways.items():
        assert goes_to_confirm(browser.post(path, fields), path), path
    member.refresh_from_db()
    assert (ApiKey.objects.count(), SampleKey.objects.get().key_id, member.role) == (2, sample, "viewer")
    assert not Invitation.objects.exists()
    assert not Endpoint.objects.exists()
    assert not EmailAddress.objects.filter(email="mine@example.com").exists()


def test_an_address_is_changed_after_the_password(owner: User, browser: Client) -> None:
    show_password(browser, owner)
    assert browser.post("/accounts/email/", {"email": "mine@example.com", "action_add": ""}).status_code == 302
    assert list(EmailAddress.objects.filter(user=owner).values_list("email", "verified").order_by("pk")) == [
        (owner.email, True),
        ("mine@example.com", False),
    ]


def test_a_password_is_changed_with_the_old_one_only(owner: User, browser: Client) -> None:
    new = "another horse battery"
    path, typed = "/accounts/password/change/", {"password1": new, "password2": new}
    for old in ("", "wrong"):
        assert browser.post(path, {"oldpassword": old, **typed}).status_code == 200
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)
    assert browser.post(path, {"oldpassword": PASSWORD, **typed}).status_code == 302
    owner.refresh_from_db()
    assert owner.check_password(new)


@pytest.mark.parametrize("path", ["/portal/keys", "/portal/webhooks", "/portal/settings", "/portal/credits"])
def test_looking_asks_for_nothing(browser: Client, path: str) -> None:
    assert browser.get(path).status_code == 200


@pytest.mark.parametrize("base", ["https://api.example.com", "http://localhost:8000"])
def test_mailed_links_lead_to_the_base_url_whatever_the_host_header_says(
    owner: User, browser: Client, settings: Settings, base: str
) -> None:
    settings.BASE_URL, settings.ALLOWED_HOSTS = base, ["*"]
    forged = {"Host": "evil.example"}
    show_password(browser, owner)
    Client().post("/accounts/password/reset/", {"email": owner.email}, headers=forged)
    Client().post("/accounts/password/reset/", {"email": "nobody@example.com"}, headers=forged)
    browser.post("/accounts/email/", {"email": "mine@example.com", "action_add": ""}, headers=forged)
    send_waiting_mail()
    links = [re.findall(r"https?://\S+", str(message.body)) for message in mail.outbox]
    assert [len(found) for found in links] == [1, 1, 1]
    assert [link.startswith(f"{base}/accounts/") for (link,) in links] == [True, True, True]
    assert "evil" not in "".join(str(message.body) for message in mail.outbox)
